"""What a browser sends about people: signing in, passwords, new accounts."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from hiringkit.policy.people import Role
from hiringkit.web.forms.choices import SelectChoice


class SignInForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """An e-mail address and its password."""

    email = EmailField("Email", [InputRequired("Write your e-mail address."), Length(max=254)])
    password = PasswordField("Password", [InputRequired("Write your password."), Length(max=1000)])


class PasswordForm(FlaskForm):  # type: ignore[misc]  # as above
    """A new password, through a one-time link."""

    password = PasswordField("New password", [InputRequired("Write a password.")])


class FirstAdminForm(PasswordForm):
    """The first administrator."""

    name = StringField("Name", [InputRequired("Say your name."), Length(max=120)])
    email = EmailField("Email", [InputRequired("Write your e-mail address."), Length(max=254)])


class ChangePasswordForm(PasswordForm):
    """A new password in place of the present one."""

    old = PasswordField("Present password", [InputRequired("Write your present password.")])


class MyselfForm(FlaskForm):  # type: ignore[misc]  # as above
    """One's own name, zone, and whether single keys rate."""

    name = StringField("Name", [InputRequired("Say your name."), Length(max=120)])
    zone = StringField("Time zone", [InputRequired("Name a time zone.")])
    keys = BooleanField("Rate by single keys")


class PersonForm(FlaskForm):  # type: ignore[misc]  # as above
    """A new account."""

    name = StringField("Name", [InputRequired("Say the person’s name."), Length(max=120)])
    email = EmailField("Email", [InputRequired("Write an e-mail address."), Length(max=254)])
    role = SelectField(
        "Role",
        choices=[SelectChoice(role.value, role.value.replace("_", " ").capitalize()) for role in Role],
        default=Role.INTERVIEWER.value,
    )
    zone = StringField("Time zone", [InputRequired("Name a time zone.")])
