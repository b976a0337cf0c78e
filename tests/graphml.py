"""Reads a GraphML report with networkx, and compares it with the stories it was made from.

    python3 tests/graphml.py stories.graphml stories.jsonl
"""

import json
import sys

import networkx

graph = networkx.read_graphml(sys.argv[1])
with open(sys.argv[2], encoding="utf-8") as lines:
    records = [json.loads(line) for line in lines]
stories = [record["data"] for record in records if record["type"] == "story"]
articles = {article["id"]: article for story in stories for article in story["articles"]}
links = [link for story in stories for link in story["links"]]

assert len(graph) == len(articles), (len(graph), len(articles))
assert graph.number_of_edges() == len(links), (graph.number_of_edges(), len(links))
for _, node in graph.nodes(data=True):
    article = articles[node["article"]]
    assert node.get("outlet", "") == (article["source"] or ""), node
    assert abs(node["shared"] - article["shared"]) < 1e-3, node
for story in stories:
    nodes = [node for node, of in graph.nodes(data="story") if of == story["id"]]
    assert networkx.is_connected(graph.subgraph(nodes)), story["id"]
kinds = {kind for _, _, kind in graph.edges(data="kind")}
assert kinds == {link["kind"] for link in links}, kinds
print(f"{graph} of {len(stories)} stories, each connected")
