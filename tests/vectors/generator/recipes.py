"""The policies of docs/issuers.md, so that what people copy from there is what the vectors hold every runtime to."""

import json
import pathlib
import re

PAGE = pathlib.Path(__file__).resolve().parents[3] / "docs" / "issuers.md"
BLOCK = re.compile(r"```json\n(.*?)```", re.DOTALL)


def recipe(heading: str, issuer: int = 0) -> dict:
    """A policy with one issuer of the recipe under this heading."""
    sections = re.split(r"^### ", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    [section] = [one for one in sections if one.startswith(heading + "\n")]
    [block] = BLOCK.findall(section)
    return {"issuers": [json.loads(block)["issuers"][issuer]]}


def examples() -> list:
    """The policies before the recipes, in their order."""
    text, *_ = PAGE.read_text("utf-8").split("## Recipes")
    return list(map(json.loads, BLOCK.findall(text)))
