"""Jinja as ever, with quicker ways to do what pages do a thousand times: escape a text, read a value, call a macro.

What comes out is the same, sign by sign. Jinja makes an object of every text that it escapes, only to join them all;
asks a function of its own for every attribute; and looks into every function that a template calls for three marks
that few have.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import cache
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any

from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape
from markupsafe import _escape_inner as _escaped  # type: ignore[attr-defined]  # what its `escape` calls

OUTRIGHT = frozenset({"path_of", "pdf_fault", "static", "url_for"})  # names that no template gives to anything else
signs_escaped: Callable[[str], str] = _escaped
"""`escaped` of what is known to be a plain text."""
_PLAIN = frozenset({FunctionType, MethodType, BuiltinMethodType, type(cache(len))})


def escaped(value: object) -> str:
    """What `markupsafe.escape` makes of a value, as a plain text: it is joined to others and escaped no more."""
    kind = type(value)
    if kind is str:
        return signs_escaped(value)  # type: ignore[arg-type]  # it is one
    if kind is Markup:
        return value  # type: ignore[return-value]  # a text that was escaped before
    if kind is int:
        return str(value)
    return escape(value)


class Plainly(CodeGenerator):
    """Writes a template's code with `escaped(…)` where `escape(…)` would stand before a text that is put out."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 -- its name
        """The code of a template, with the name that it needs."""
        self.writeline("from hiringkit.web.templating import escaped")
        super().visit_Template(node, frame)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 -- its name
        """An attribute, asked of Python at once; only where there is none is it looked for as Jinja does."""
        of, found = self.temporary_identifier(), self.temporary_identifier()
        self.write(f"({found} if ({found} := getattr(({of} := ")
        self.visit(node.node, frame)
        self.write(f"), {node.attr!r}, missing)) is not missing else environment.getattr({of}, {node.attr!r}))")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: FBT001, FBT002, N802 -- its signature
        """A call; of one of our own functions, outright: nothing has to be found out about it."""
        is_ours = isinstance(node.node, nodes.Name) and node.node.name in OUTRIGHT
        if not is_ours or forward_caller or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for given in (*node.args, *node.kwargs):
            self.visit(given, frame)
            self.write(", ")
        self.write(")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("escaped(")


class Caller(Context):
    """Calls a macro, or a method of a plain value, without asking what else it might be."""

    def call(self, *given: Any, **named: Any) -> Any:
        """As in Jinja; `given` begins with what is called."""
        what = given[0]
        kind = type(what)
        if kind is Macro:
            named.pop("_block_vars", None)
            named.pop("_loop_vars", None)
            return what(self.eval_ctx, *given[1:], **named)
        if kind in _PLAIN and getattr(what, "jinja_pass_arg", None) is None:
            named.pop("_block_vars", None)
            named.pop("_loop_vars", None)
            return what(*given[1:], **named)
        return super().call(*given, **named)


class Templates(Environment):
    """The environment of our pages."""

    code_generator_class = Plainly
    context_class = Caller

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What every template knows: without more of its own, the environment's names as they are.

        Jinja lays two mappings over each other, and copies them name by name for each page and each import.
        """
        return self.globals if not d else super().make_globals(d)
