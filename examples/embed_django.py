"""A case in, a page out, within a Django application: `python embed_django.py runserver` in this folder."""

import sys
from io import BytesIO

from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import HttpRequest, HttpResponse
from django.urls import path

from thrive_rules import ThriveRulesError, converse, explain, load_case, load_rules, suggest


def page(request: HttpRequest) -> HttpResponse:
    try:
        case, severity = load_case(BytesIO(request.body))
        rules = load_rules()
        conversation = converse(suggest(case, rules), case, severity, rules)
        told, status = explain(conversation, rules, reader=request.GET.get("reader", "practitioner")), 200
    except ThriveRulesError as error:  # says where and what, and no value
        told, status = str(error), 422
    return HttpResponse(told, status=status, content_type="text/plain; charset=utf-8")


urlpatterns = [path("page", page)]
if not settings.configured:
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1", "testserver"])
if __name__ == "__main__":
    execute_from_command_line(sys.argv)
