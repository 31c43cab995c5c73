"""What is walked: tutorials for Magewalk, and files for Hurl that send and check the same."""

import json
import urllib.request

PASSWORD = "Password-of-a-buyer-1"

# What the tutorial of Magento sends to create a customer, what fetches its token, and who it is.
STEPS = """\
  - id: create-{n}
    title: Create customer {n}
    effect: permanent
    request:
      POST: /V1/customers
      json:
        customer:
          email: buyer-{n}@example.com
          firstname: Jane
          lastname: Doe
          addresses:
            - defaultShipping: true
              defaultBilling: true
              firstname: Jane
              lastname: Doe
              region: {{regionCode: NY, region: New York, regionId: 43}}
              postcode: "10755"
              street: [123 Oak Ave]
              city: Purchase
              telephone: 512-555-1111
              countryId: US
        password: {password}
    expect:
      status: 200
      checks:
        - $.id: {{is: integer}}
        - $.email: {{equals: buyer-{n}@example.com}}
    capture: {{customer_id_{n}: $.id}}
  - id: token-{n}
    title: Fetch the token of customer {n}
    effect: read
    request:
      POST: /V1/integration/customer/token
      json: {{username: buyer-{n}@example.com, password: {password}}}
    expect:
      status: 200
      checks: [{{$: {{is: string}}}}]
    capture: {{token_{n}: $}}
  - id: me-{n}
    title: Read who customer {n} is
    effect: read
    request: {{GET: /V1/customers/me, bearer: "${{token_{n}}}"}}
    expect:
      status: 200
      checks:
        - $.id: {{equals: "${{customer_id_{n}}}"}}
        - $.email: {{equals: buyer-{n}@example.com}}
"""
HURL = """\
POST {url}/V1/customers
{payload}
HTTP 200
[Captures]
customer_id: jsonpath "$.id"
[Asserts]
jsonpath "$.id" isInteger
jsonpath "$.email" == "buyer-{n}@example.com"

POST {url}/V1/integration/customer/token
{login}
HTTP 200
[Captures]
token: jsonpath "$"
[Asserts]
jsonpath "$" isString

GET {url}/V1/customers/me
Authorization: Bearer {{{{token}}}}
HTTP 200
[Asserts]
jsonpath "$.id" == {{{{customer_id}}}}
jsonpath "$.email" == "buyer-{n}@example.com"

"""
LARGE = """\
title: A large answer
steps:
  - id: large
    title: Read many
    effect: read
    request: {{GET: {path}}}
    expect:
      status: 200
      {expectation}
"""
SHORT = "  - {{id: s{n}, title: S, effect: read, request: {{GET: /V1/same/elements/1}}, expect: {{status: 200}}}}\n"


def scenarios(folder, first, count, steps):
    """A tutorial of so many scenarios of so many steps, three for each customer."""
    start(folder)
    for scenario in range(count):
        customers = range(first + scenario * steps // 3, first + (scenario + 1) * steps // 3)
        text = "".join(STEPS.format(n=n, password=PASSWORD) for n in customers)
        (folder / f"{scenario:03}-page-{scenario}.yaml").write_text(f"title: Page {scenario}\nsteps:\n{text}")
    return folder


def hurl_files(folder, url, count, steps):
    """The same for Hurl, which is given the files."""
    folder.mkdir()
    files = []
    for scenario in range(count):
        customers = range(1 + scenario * steps // 3, 1 + (scenario + 1) * steps // 3)
        text = "".join(HURL.format(url=url, n=n, payload=payload(n), login=login(n)) for n in customers)
        files.append(folder / f"{scenario:03}.hurl")
        files[-1].write_text(text)
    return files


def payload(number):
    address = {
        "defaultShipping": True, "defaultBilling": True, "firstname": "Jane", "lastname": "Doe",
        "region": {"regionCode": "NY", "region": "New York", "regionId": 43}, "postcode": "10755",
        "street": ["123 Oak Ave"], "city": "Purchase", "telephone": "512-555-1111", "countryId": "US",
    }
    customer = {"email": f"buyer-{number}@example.com", "firstname": "Jane", "lastname": "Doe",
                "addresses": [address]}
    return json.dumps({"customer": customer, "password": PASSWORD})


def login(number):
    return json.dumps({"username": f"buyer-{number}@example.com", "password": PASSWORD})


def one_check(folder, path):
    """A large answer of which one value is checked."""
    start(folder)
    expectation = "checks: [{'$.items[0].sku': {equals: WS00000-M-Orange}}]"
    (folder / "01-large.yaml").write_text(LARGE.format(path=path, expectation=expectation))
    return folder


def one_check_hurl(folder, url):
    folder.mkdir()
    file = folder / "large.hurl"
    file.write_text(f'GET {url}\nHTTP 200\n[Asserts]\njsonpath "$.items[0].sku" == "WS00000-M-Orange"\n')
    return [file]


def documented(folder, url, what):
    """An answer that differs from the documented one, which is a file."""
    start(folder)
    fetch(f"{url}/V1/documented/{what}", folder / "large.json")
    text = LARGE.format(path=f"/V1/changed/{what}", expectation="documented_file: large.json")
    (folder / "01-large.yaml").write_text(text)
    return folder


def short_steps(folder, count):
    """As many steps in one scenario as fit into the largest that is read."""
    start(folder)
    steps = "".join(SHORT.format(n=n) for n in range(count))
    (folder / "01-many.yaml").write_text("title: Many steps\nsteps:\n" + steps)
    return folder


def start(folder):
    folder.mkdir()
    (folder / "tutorial.yaml").write_text("title: What is measured\n")


def fetch(url, path):
    urllib.request.install_opener(urllib.request.build_opener(urllib.request.ProxyHandler({})))
    with urllib.request.urlopen(url) as answer:
        path.write_bytes(answer.read())
    found = json.loads(path.read_bytes())
    assert found["total_count"] == len(found["items"])
