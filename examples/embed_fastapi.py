"""A case in, a page out, within a FastAPI application: `uvicorn embed_fastapi:app` in this folder."""

from io import BytesIO

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import PlainTextResponse

from thrive_rules import ThriveRulesError, converse, explain, load_case, load_rules, suggest

app = FastAPI()


@app.post("/page")
async def page(request: Request, reader: str = "practitioner") -> PlainTextResponse:
    try:
        case, severity = load_case(BytesIO(await request.body()))
        rules = load_rules()
        conversation = converse(suggest(case, rules), case, severity, rules)
        return PlainTextResponse(explain(conversation, rules, reader=reader))
    except ThriveRulesError as error:  # says where and what, and no value
        raise HTTPException(422, str(error)) from None
