"""Completes a prompt greedily with one rank, as the reference that a group of ranks is compared with.

    python tools/single-rank.py <model folder> <prompt> [--tokens N] [--chat]

Prints {"text": …, "tokens": [ids], "prompt": [ids]} as JSON. With --chat the prompt goes through the chat template
like a message to /v1/chat/completions, without it as it is, like a prompt to /v1/completions.
"""

import argparse
import json
import os

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import mlx.core as mx  # noqa: E402
from mlx_lm import load, stream_generate  # noqa: E402
from mlx_lm.sample_utils import make_sampler  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("prompt")
    parser.add_argument("--tokens", type=int, default=12)
    parser.add_argument("--chat", action="store_true")
    arguments = parser.parse_args()
    mx.set_default_device(mx.cpu)
    model, tokenizer = load(arguments.model)
    if arguments.chat:
        message = [{"role": "user", "content": arguments.prompt}]
        prompt = tokenizer.apply_chat_template(message, add_generation_prompt=True)
    else:
        prompt = tokenizer.encode(arguments.prompt)
    greedy = make_sampler(temp=0.0)
    steps = list(stream_generate(model, tokenizer, prompt, max_tokens=arguments.tokens, sampler=greedy))
    text = "".join(step.text for step in steps)
    print(json.dumps({"text": text, "tokens": [int(step.token) for step in steps], "prompt": list(prompt)}))


if __name__ == "__main__":
    main()
