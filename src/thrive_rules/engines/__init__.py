"""Other engines that read the same rules. Each stands behind a door of its own, and none is needed."""
