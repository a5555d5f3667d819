"""How many of each thing a bank of N customers has."""

from dataclasses import dataclass

from graph.errors import InvalidParameters

# Below this the planted loops, circles and hubs would be most of the bank.
CUSTOMERS_MIN = 100
# Ten times the bank that is measured; memory grows with it, to about 4 GB.
CUSTOMERS_MAX = 1_000_000


@dataclass(frozen=True, slots=True)
class Scale:
    """The counts that follow from the number of customer records in core banking."""

    customers: int

    def __post_init__(self) -> None:
        if not CUSTOMERS_MIN <= self.customers <= CUSTOMERS_MAX:
            raise InvalidParameters(
                f"A sample bank has {CUSTOMERS_MIN:,} to {CUSTOMERS_MAX:,} customers, "
                f"not {self.customers:,}; choose a number in that range."
            )

    @property
    def duplicates(self) -> int:
        """Second customer records of a person whom core banking already knows."""
        return self.customers // 100

    @property
    def company_customers(self) -> int:
        """Companies that bank here."""
        return self.customers // 20

    @property
    def person_customers(self) -> int:
        """Persons who bank here, each counted once."""
        return self.customers - self.company_customers - self.duplicates

    @property
    def persons(self) -> int:
        """True persons: customers, their relatives, prospects, shareholders elsewhere."""
        return round(self.person_customers * 1.18)

    @property
    def companies(self) -> int:
        """All companies in the registry."""
        return round(self.customers * 0.09) + 30

    @property
    def sub_branches(self) -> int:
        """Sub-branches of the bank."""
        return max(3, self.customers // 2000)

    @property
    def cities(self) -> int:
        """Cities with a branch; everybody lives in one of them."""
        return min(14, max(2, self.sub_branches // 3))

    @property
    def managers(self) -> int:
        """Relationship managers: a book of about 200 customers each."""
        return max(self.sub_branches, self.customers // 200)

    @property
    def loops(self) -> int:
        """Closed chains of shareholdings."""
        return max(4, self.customers // 2500)

    @property
    def guarantee_circles(self) -> int:
        """Planted circles, chains and stars of guarantees."""
        return max(4, self.customers // 2500)

    @property
    def influencers(self) -> int:
        """Persons given influence in the diffusion of the new product."""
        return max(3, self.customers // 2000)

    @property
    def hubs(self) -> int:
        """Switchboards, dormitories and kiosks: so many of each."""
        return max(1, self.customers // 20_000)
