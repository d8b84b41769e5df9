"""What people do in a Vendure shop, by its own interfaces: customers buy, and the staff ships, cancels, refunds, edits.

Belongs here: calls that write. Not here: starting the shop, and reading it (the reader under test).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests

_SECONDS = 60
_OF_ORDER = "__typename ... on Order { id } ... on ErrorResult { errorCode message }"
_ITEM = (
    f"mutation ($id: ID!, $n: Int!) {{ said: addItemToOrder(productVariantId: $id, quantity: $n) {{ {_OF_ORDER} }} }}"
)
_COUPON = f"mutation ($code: String!) {{ said: applyCouponCode(couponCode: $code) {{ {_OF_ORDER} }} }}"
_CUSTOMER = f"mutation ($who: CreateCustomerInput!) {{ said: setCustomerForOrder(input: $who) {{ {_OF_ORDER} }} }}"
_ADDRESS = f"mutation ($to: CreateAddressInput!) {{ said: setOrderShippingAddress(input: $to) {{ {_OF_ORDER} }} }}"
_SHIPPING = f"mutation ($id: [ID!]!) {{ said: setOrderShippingMethod(shippingMethodId: $id) {{ {_OF_ORDER} }} }}"
_CHECKOUT = (
    'mutation { said: transitionOrderToState(state: "ArrangingPayment") '
    "{ __typename ... on Order { id } ... on OrderStateTransitionError { errorCode message transitionError } } }"
)
_PAYMENT = f'mutation {{ said: addPaymentToOrder(input: {{method: "card", metadata: {{}}}}) {{ {_OF_ORDER} }} }}'
_PROMOTION = """mutation ($input: CreatePromotionInput!) { said: createPromotion(input: $input)
  { __typename ... on Promotion { id } ... on ErrorResult { errorCode message } } }"""
_FULFIL = """mutation ($input: FulfillOrderInput!) { said: addFulfillmentToOrder(input: $input)
  { __typename ... on Fulfillment { id } ... on ErrorResult { errorCode message } } }"""
_SHIP = """mutation ($id: ID!, $state: String!) { said: transitionFulfillmentToState(id: $id, state: $state)
  { __typename ... on Fulfillment { id } ... on FulfillmentStateTransitionError { errorCode message } } }"""
_CANCEL = f"mutation ($input: CancelOrderInput!) {{ said: cancelOrder(input: $input) {{ {_OF_ORDER} }} }}"
_REFUND = """mutation ($input: RefundOrderInput!) { said: refundOrder(input: $input)
  { __typename ... on Refund { id } ... on ErrorResult { errorCode message } } }"""
_MOVE = (
    "mutation ($id: ID!, $state: String!) { said: transitionOrderToState(id: $id, state: $state) "
    "{ __typename ... on Order { id } ... on OrderStateTransitionError { errorCode message transitionError } } }"
)
_EDIT = f"mutation ($input: ModifyOrderInput!) {{ said: modifyOrder(input: $input) {{ {_OF_ORDER} }} }}"
_CHANNEL = """mutation ($input: UpdateChannelInput!) { said: updateChannel(input: $input)
  { __typename ... on Channel { id } ... on ErrorResult { errorCode message } } }"""
_ROLE = "mutation ($input: CreateRoleInput!) { said: createRole(input: $input) { id } }"
_PERSON = "mutation ($input: CreateAdministratorInput!) { said: createAdministrator(input: $input) { id } }"
_LOGIN = 'mutation { said: login(username: "superadmin", password: "superadmin") { __typename } }'
_LINES = "query ($id: ID!) { order(id: $id) { lines { id quantity } payments { id amount } } }"


class Session:
    """One visitor of the shop, or one of its staff."""

    def __init__(self, url: str, interface: str) -> None:
        self._url, self._headers = f"{url}/{interface}", {"Content-Type": "application/json"}

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Return the data of a query; an error fails the test."""
        body = {"query": query, "variables": variables}
        answer = requests.post(self._url, json=body, headers=self._headers, timeout=_SECONDS)
        token = answer.headers.get("vendure-auth-token")
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        content = answer.json()
        assert "errors" not in content, content
        return dict(content["data"])

    def do(self, query: str, **variables: Any) -> str:
        """Return the id of what a mutation made or changed; a refusal fails the test."""
        said = self.ask(query, **variables)["said"]
        assert "errorCode" not in said, said
        return str(said.get("id"))


@dataclass(frozen=True)
class Staff:
    """The superadministrator of a new shop."""

    session: Session

    @classmethod
    def of(cls, url: str) -> Staff:
        session = Session(url, "admin-api")
        session.do(_LOGIN)
        return cls(session)

    def lines(self, order: str) -> list[dict[str, Any]]:
        return [{"orderLineId": line["id"], "quantity": line["quantity"]} for line in self._order(order)["lines"]]

    def admit(self, name: str, password: str, *rights: str) -> None:
        """Make an account of the staff that has these rights and no others."""
        role = self.session.do(
            _ROLE, input={"code": name, "description": name, "permissions": list(rights), "channelIds": ["1"]}
        )
        names = {"firstName": name, "lastName": "", "emailAddress": name, "password": password}
        self.session.do(_PERSON, input={**names, "roleIds": [role]})

    def give_coupon(self, code: str, action: dict[str, Any]) -> None:
        texts = [{"languageCode": "en", "name": code, "description": ""}]
        made = {"enabled": True, "couponCode": code, "translations": texts, "conditions": [], "actions": [action]}
        self.session.do(_PROMOTION, input=made)

    def write_prices_with_tax(self) -> None:
        self.session.do(_CHANNEL, input={"id": "1", "pricesIncludeTax": True})

    def fulfil(self, order: str, *states: str) -> None:
        arguments = [{"name": "method", "value": "DHL"}, {"name": "trackingCode", "value": f"T{order}"}]
        handler = {"code": "manual-fulfillment", "arguments": arguments}
        made = self.session.do(_FULFIL, input={"lines": self.lines(order), "handler": handler})
        for state in states:
            self.session.do(_SHIP, id=made, state=state)

    def cancel(self, order: str, lines: list[dict[str, Any]] | None = None, *, shipping: bool = False) -> None:
        made = {"orderId": order, "reason": "customer", "cancelShipping": shipping}
        self.session.do(_CANCEL, input=made | ({"lines": lines} if lines else {}))

    def refund(self, order: str, lines: list[dict[str, Any]], amount: int) -> None:
        [payment] = self._order(order)["payments"]
        zero = {"shipping": 0, "adjustment": 0}
        made = {"lines": lines, "amount": amount, "paymentId": payment["id"], "reason": "too small", **zero}
        self.session.do(_REFUND, input=made)

    def edit(self, order: str, **changes: Any) -> None:
        self.session.do(_MOVE, id=order, state="Modifying")
        self.session.do(_EDIT, input={"dryRun": False, "orderId": order, **changes})

    def _order(self, order: str) -> dict[str, Any]:
        return dict(self.session.ask(_LINES, id=order)["order"])


def buy(url: str, name: str, items: dict[int, int], *, coupon: str = "", country: str = "DE", pays: bool = True) -> str:
    """A guest puts variants into a basket, and pays unless told otherwise; returns the order's id."""
    visitor = Session(url, "shop-api")
    made = [visitor.do(_ITEM, id=str(variant), n=pieces) for variant, pieces in items.items()]
    if coupon:
        visitor.do(_COUPON, code=coupon)
    if pays:
        visitor.do(_CUSTOMER, who={"firstName": name, "lastName": "Muster", "emailAddress": f"{name}@example.test"})
        visitor.do(_ADDRESS, to={"streetLine1": "Weg 1", "city": "Bonn", "postalCode": "53111", "countryCode": country})
        methods = visitor.ask("{ eligibleShippingMethods { id } }")["eligibleShippingMethods"]
        visitor.do(_SHIPPING, id=[methods[0]["id"]])
        visitor.do(_CHECKOUT)
        visitor.do(_PAYMENT)
    return made[0]
