from hiringkit.policy.people import Role
from tests import build
from tests.web.client import CheckedClient


def test_x(app, lite, stranger):
    admin = build.person(lite, "Owen", Role.ADMIN)
    c = CheckedClient(app, admin)
    c.get("/admin/people")
    c.get("/me")
    c.get("/")
    stranger.get("/sign-in")
    c.submit(
        "/admin/people",
        {"name": "Ada", "email": "ada@example.org", "role": "recruiter"},
        form="form.fields",
        expect=200,
    )
    c.submit(
        "/admin/people",
        {"name": "Ada", "email": "nonsense", "role": "recruiter"},
        form="form.fields",
        expect=422,
    )
