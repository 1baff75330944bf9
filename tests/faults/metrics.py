"""What a service counts, as a test reads it."""

import requests


def counted(stack, service, name, **labels):
    """The sum of a metric over all its processes and labels but for those given."""
    page = requests.get(f"{stack.service_url(service)}/metrics", timeout=10).text
    wanted = [f'{label}="{value}"' for label, value in labels.items()]
    total = 0.0
    for line in page.splitlines():
        sample, _, value = line.rpartition(" ")
        if sample.partition("{")[0] == name and all(one in sample for one in wanted):
            total += float(value)
    return total
