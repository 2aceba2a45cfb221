"""Writes a model of well under a megabyte that llama.cpp loads at once: `tiny_model.py OUT.gguf`.

Its weights are noise of a fixed seed: it answers with words that mean nothing.
The file: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, version 3; the names of keys and tensors are
those of the architecture `llama` there.
"""

import array
import collections
import os
import random
import struct
import sys

WIDTH, LAYERS, HEADS, HIDDEN, CONTEXT = 64, 2, 4, 128, 4096
SEED, MERGES = 20260101, 160
ALIGNMENT = 32

TEXT = """A server that does not start has a reason and the reason is in its log. Read the log from its end. The port may
be taken, a word of the command may be wrong, the memory may be too small for the model and its context. Change one
thing and start it again. When it answers it is ready, and until it answers it is not. What was learned is written
down, so that nobody has to learn it again. The sea is wide, the way home is long, and the wind is seldom right."""

CONTROL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
CHAT = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def byte_letters():
    """The letters that stand for the 256 bytes in a byte-level vocabulary: themselves where they can be seen."""
    seen = [byte for byte in range(256) if 33 <= byte <= 126 or 161 <= byte <= 172 or byte >= 174]
    letters = {byte: chr(byte) for byte in seen}
    for byte in range(256):
        letters.setdefault(byte, chr(256 + len(letters) - len(seen)))
    return [letters[byte] for byte in range(256)]


def byte_pairs(text, letters, count):
    """The merges that byte-pair encoding learns from a text: the commonest neighbours become one, again and again."""
    words = [[letters[byte] for byte in f" {word}".encode()] for word in text.split()]
    merges = []
    for _ in range(count):
        pairs = collections.Counter(pair for word in words for pair in zip(word, word[1:]))
        if not pairs:
            break
        best = max(sorted(pairs), key=pairs.get)
        merges.append(best)
        for word in words:
            at = 0
            while at + 1 < len(word):
                if (word[at], word[at + 1]) == best:
                    word[at : at + 2] = ["".join(best)]
                at += 1
    return merges


def tensors(tokens):
    """Name, shape (the fastest dimension first) and numbers of each tensor.

    The first number of a token's vector is the same for all, and no layer writes to it. The last matrix can thus
    prefer some tokens whatever came before: single bytes, which need not be text together, are never answered.
    """
    chance = random.Random(SEED)

    def noise(rows, columns, first_column=None, first_row=None):
        rows = [[chance.gauss(0, columns**-0.5) for _ in range(columns)] for _ in range(rows)]
        for row, first in zip(rows, first_column or []):
            row[0] = first
        if first_row is not None:
            rows[0] = [first_row] * columns
        return (columns, len(rows)), [number for row in rows for number in row]

    def ones():
        return (WIDTH,), [1.0] * WIDTH

    wanted = [-9.0 if token < len(CONTROL) + 256 else 1.0 for token in range(tokens)]
    wanted[CONTROL.index("<|im_end|>")] = 1.0
    yield "token_embd.weight", *noise(tokens, WIDTH, first_column=[1.0] * tokens)
    for layer in range(LAYERS):
        block = f"blk.{layer}"
        yield f"{block}.attn_norm.weight", *ones()
        for name in ("attn_q", "attn_k", "attn_v"):
            yield f"{block}.{name}.weight", *noise(WIDTH, WIDTH)
        yield f"{block}.attn_output.weight", *noise(WIDTH, WIDTH, first_row=0.0)
        yield f"{block}.ffn_norm.weight", *ones()
        for name in ("ffn_gate", "ffn_up"):
            yield f"{block}.{name}.weight", *noise(HIDDEN, WIDTH)
        yield f"{block}.ffn_down.weight", *noise(WIDTH, HIDDEN, first_row=0.0)
    yield "output_norm.weight", *ones()
    yield "output.weight", *noise(tokens, WIDTH, first_column=wanted)


def text(value):
    value = value.encode()
    return struct.pack("<Q", len(value)) + value


def typed(value):
    """A value with its type before it."""
    match value:
        case bool():
            return struct.pack("<I?", 7, value)
        case int():
            return struct.pack("<II", 4, value)
        case float():
            return struct.pack("<If", 6, value)
        case str():
            return struct.pack("<I", 8) + text(value)
        case [str(), *_]:
            return struct.pack("<IIQ", 9, 8, len(value)) + b"".join(map(text, value))
        case [int(), *_]:
            return struct.pack(f"<IIQ{len(value)}i", 9, 5, len(value), *value)
    raise TypeError(value)


def gguf(keys, tensors):
    """The bytes of a file with these keys and tensors of 32-bit numbers."""
    names, data = b"", b""
    for name, shape, numbers in tensors:
        names += text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, len(data))
        numbers = array.array("f", numbers)
        if sys.byteorder == "big":
            numbers.byteswap()
        data += numbers.tobytes()
        data += bytes(-len(data) % ALIGNMENT)
    header = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(keys))
    header += b"".join(text(key) + typed(value) for key, value in keys.items()) + names
    return header + bytes(-len(header) % ALIGNMENT) + data


def model():
    letters = byte_letters()
    merges = byte_pairs(TEXT, letters, MERGES)
    tokens = CONTROL + letters + ["".join(merge) for merge in merges]
    # The kinds of a token: 1 is an ordinary one, 3 one that directs the model and is no text.
    kinds = [3] * len(CONTROL) + [1] * (len(tokens) - len(CONTROL))
    keys = {
        "general.architecture": "llama",
        "general.name": "tiny",
        "llama.context_length": CONTEXT,
        "llama.embedding_length": WIDTH,
        "llama.block_count": LAYERS,
        "llama.feed_forward_length": HIDDEN,
        "llama.attention.head_count": HEADS,
        "llama.attention.head_count_kv": HEADS,
        "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "llama.rope.dimension_count": WIDTH // HEADS,
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "gpt-2",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.token_type": kinds,
        "tokenizer.ggml.merges": [" ".join(merge) for merge in merges],
        "tokenizer.ggml.bos_token_id": CONTROL.index("<|endoftext|>"),
        "tokenizer.ggml.eos_token_id": CONTROL.index("<|im_end|>"),
        "tokenizer.ggml.add_bos_token": False,
        "tokenizer.chat_template": CHAT,
    }
    return gguf(keys, list(tensors(len(tokens))))


def main(path):
    # Written beside it and renamed: who reads it meanwhile has the whole of one or of the other.
    part = f"{path}.{os.getpid()}"
    with open(part, "wb") as file:
        file.write(model())
    os.replace(part, path)


if __name__ == "__main__":
    main(*sys.argv[1:])
