"""What a resource's generator has to know; the requests themselves are made in generator.py."""


class Resource:
    """Subclasses give the names, new(), and whatever plain randomness by the attribute map wouldn't hit often."""

    collection = member = path = None
    most = 30       # from so many living ones on, they are deleted more often

    def new(self, dice):
        """The body of a create that is likely to succeed; None when something that it needs isn't there."""
        raise NotImplementedError

    def change(self, dice, name, specification):
        """A plausible value for the attribute `name` of an existing resource."""
        return dice.plausible(specification)

    def filters(self, dice):
        """Query parameters worth a try beyond plain attributes: [(name, value)]."""
        return []

    def actions(self, dice, name):
        """Actions on the resource `name`: [(method, path below the resource, body)]."""
        return []


def owner(dice):
    """Now and then another project's: {"project_id": ...} or nothing."""
    return {dice.one(("project_id", "tenant_id")): dice.one(("p1", "p2", "p3"))} if dice.chance(0.3) else {}


def optional(dice, body, **choices):
    """`body` with some of `choices`, {attribute: function that draws a value}."""
    for name, draw in choices.items():
        if dice.chance(0.2):
            body[name] = draw()
    return body
