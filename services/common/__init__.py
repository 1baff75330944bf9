"""What every service needs that is not business: imported by all services, imports none of them."""
