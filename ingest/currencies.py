"""The currencies that a bank's amounts may be in: ISO 4217 codes in use."""

CURRENCIES = frozenset(
    {
        "AED", "AUD", "BRL", "CAD", "CHF", "CLP", "CNH", "CNY", "COP", "CZK", "DKK", "EUR", "GBP", "HKD",
        "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KRW", "KZT", "MNT", "MOP", "MXN", "MYR", "NOK", "NZD",
        "PEN", "PHP", "PKR", "PLN", "QAR", "RON", "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH",
        "USD", "UZS", "VND", "ZAR",
    }
)  # fmt: skip
"""An amount in a currency that is not here is quarantined, since its minor unit is not known."""
