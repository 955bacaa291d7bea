"""Messages between authorities: signed, in order, at least once sent and once done.

peers.py      the other nodes that this one knows: peers.toml
keys.py       the key that signs what this node says
here.py       the node that this process is
message.py    what a message, a receipt, a question and an answer say; how they are signed
wire.py       one post to a peer, over TLS with the one certificate that is expected there
database.py   transactions, with a note of each message in the node's own record
outbox.py     in the caller's transaction: a message waits
numbers.py    gives waiting messages their numbers, in the order of their transactions
deliver.py    takes them there, peer by peer, until each is receipted
wake.py       tells the courier that something may wait
courier.py    the threads that deliver, woken by each commit
inbox.py      takes a message: its effect and the note of it in one transaction
asking.py     a question that is answered at once, or not at all
answering.py  answers such a question
heartbeat.py  what each node says of its own numbers, every ten minutes
silence.py    what waits too long, what is missing, who is silent
overview.py   how it stands with each peer, for whoever runs the node
holding.py    holds of a register or an oversight body, which bind here on commit
door.py       the addresses /nodes/… over HTTP
"""
