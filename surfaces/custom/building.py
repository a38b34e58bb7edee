"""From the tree of a formula to an expression of SymPy, node by node."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any, NoReturn

from surfaces.custom.expressions import own
from surfaces.specs import InputError


@dataclass(frozen=True)
class Builder:
    """Turns the nodes that `grammar` lets through into SymPy's, one by one."""

    sp: Any
    symbols: dict[str, Any]

    def build(self, node: ast.expr, exact: bool = False) -> Any:
        """Return the expression of a node; decimals in exponents are taken as fractions."""
        match node:
            case ast.Constant(value=int(value)):
                return self.sp.Integer(value)
            case ast.Constant(value=float(value)):
                if value.is_integer() and value < 1e15:
                    return self.sp.Integer(int(value))
                return self.sp.Rational(str(value)) if exact else self.sp.Float(value)
            case ast.Name(id=name) if name in self.symbols:
                return self.symbols[name]
            case ast.Name(id=name):
                return {"pi": self.sp.pi, "e": self.sp.E}[name]
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return -self.build(inner, exact)
            case ast.UnaryOp(op=ast.UAdd(), operand=inner):
                return self.build(inner, exact)
            case ast.BinOp(left=left, op=operator, right=right):
                return self.operation(operator, left, right, exact)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self.call(name, arguments, exact)
            case ast.IfExp(test=condition, body=then, orelse=otherwise):
                values = self.build(then, exact), self.build(otherwise, exact)
                return self.where(condition, *values)
        return _refuse(node)

    def operation(self, operator: ast.operator, a: ast.expr, b: ast.expr, exact: bool) -> Any:
        """Return the expression of two operands."""
        left = self.build(a, exact)
        right = self.build(b, exact or isinstance(operator, ast.Pow))
        match operator:
            case ast.Add():
                return left + right
            case ast.Sub():
                return left - right
            case ast.Mult():
                return left * right
            case ast.Div():
                return left / right
            case ast.Pow():
                return left**right
        return _refuse(operator)

    def call(self, name: str, given: list[ast.expr], exact: bool) -> Any:
        """Return the expression of a function."""
        if name == "where":
            return self.where(given[0], *(self.build(value, exact) for value in given[1:]))
        if name == "pow":
            return self.build(given[0], exact) ** self.build(given[1], exact=True)
        sp, owned = self.sp, own()
        arguments = [self.build(argument, exact) for argument in given]
        first = arguments[0]
        match name:
            case "sum" | "mean":
                return sp.Add(*arguments) / (len(arguments) if name == "mean" else 1)
            case "min" | "max":
                return reduce(owned.minimum if name == "min" else owned.maximum, arguments)
            case "relu":
                return owned.maximum(sp.Integer(0), first)
            case "hypot":
                return sp.sqrt(arguments[0] ** 2 + arguments[1] ** 2)
            case "log" if len(arguments) == 2:
                return sp.log(first) / sp.log(arguments[1])
        if not first.free_symbols and name in _CLOSED:
            return _CLOSED[name](sp, first)  # SymPy can compare such a number with others
        own_name = {"abs": "absolute", "sign": "sgn", "heaviside": "step"}.get(name, name)
        return (getattr(owned, own_name, None) or getattr(sp, name))(*arguments)

    def where(self, condition: ast.expr, then: Any, otherwise: Any) -> Any:
        """Return a choice between two expressions."""
        match condition:
            case ast.UnaryOp(operand=inner):
                return self.where(inner, otherwise, then)
            case ast.BoolOp(op=ast.And(), values=[first, *others]):
                for one in reversed([first, *others]):
                    then = self.where(one, then, otherwise)
                return then
            case ast.BoolOp(values=[first, *others]):
                for one in reversed([first, *others]):
                    otherwise = self.where(one, then, otherwise)
                return otherwise
            case ast.Compare(left=left, ops=operators, comparators=others):
                sides = [self.build(side) for side in (left, *others)]
                for i in range(len(operators) - 1, -1, -1):
                    then = self.compared(operators[i], sides[i], sides[i + 1], then, otherwise)
                return then
        return _refuse(condition)

    def compared(
        self, operator: ast.cmpop, left: Any, right: Any, then: Any, otherwise: Any
    ) -> Any:
        """Return a choice that one comparison decides."""
        closed = isinstance(operator, ast.LtE | ast.GtE)
        larger = isinstance(operator, ast.Gt | ast.GtE)
        choice = own().closed_choice if closed else own().choice
        return choice(left - right if larger else right - left, then, otherwise)


def _refuse(node: ast.AST) -> NoReturn:
    raise InputError(f"{type(node).__name__} is not allowed in a formula")


_CLOSED: dict[str, Callable[[Any, Any], Any]] = {
    "abs": lambda sp, x: sp.Abs(x),
    "sign": lambda sp, x: sp.sign(x),
    "heaviside": lambda sp, x: (sp.sign(x) + 1) / 2,
    "sigmoid": lambda sp, x: 1 / (1 + sp.exp(-x)),
    "softplus": lambda sp, x: sp.log(1 + sp.exp(x)),
    "log1p": lambda sp, x: sp.log(1 + x),
    "expm1": lambda sp, x: sp.exp(x) - 1,
    "log2": lambda sp, x: sp.log(x, 2),
    "log10": lambda sp, x: sp.log(x, 10),
    "cbrt": lambda sp, x: sp.sign(x) * sp.Abs(x) ** sp.Rational(1, 3),
}
"""Functions of numbers in terms of those that SymPy has."""
