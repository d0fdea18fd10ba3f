"""A case in, a page out, within a Flask application: `flask --app embed_flask run` in this folder."""

from io import BytesIO

from flask import Flask, Response, request

from thrive_rules import ThriveRulesError, converse, explain, load_case, load_rules, suggest

app = Flask(__name__)


@app.post("/page")
def page() -> Response:
    try:
        case, severity = load_case(BytesIO(request.get_data()))
        rules = load_rules()
        conversation = converse(suggest(case, rules), case, severity, rules)
        told, status = explain(conversation, rules, reader=request.args.get("reader", "practitioner")), 200
    except ThriveRulesError as error:  # says where and what, and no value
        told, status = str(error), 422
    return Response(told, status, mimetype="text/plain")
