"""Makes a tiny random model of the DeepSeek-V3 architecture (that of DeepSeek R1 and Kimi K2) that mlx-lm serves.

    python tools/tiny-model.py <folder> [--seed N]

It talks nonsense, always the same nonsense: the weights come from a seed, so one rank and many ranks can be compared
token by token. The same mlx gives the same bytes; their SHA-256 are printed as JSON.
"""

import argparse
import hashlib
import json
from pathlib import Path

import mlx.core as mx
from mlx.utils import tree_flatten, tree_unflatten
from mlx_lm.models import deepseek_v3
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

CONFIG = {
    "model_type": "deepseek_v3",
    "vocab_size": 512,
    "hidden_size": 128,
    "intermediate_size": 256,
    "moe_intermediate_size": 64,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 4,
    "n_routed_experts": 4,
    "n_shared_experts": 1,
    "num_experts_per_tok": 2,
    "first_k_dense_replace": 1,
    "moe_layer_freq": 1,
    "kv_lora_rank": 32,
    "q_lora_rank": 48,
    "qk_rope_head_dim": 16,
    "qk_nope_head_dim": 32,
    "v_head_dim": 32,
    "topk_method": "noaux_tc",
    "scoring_func": "sigmoid",
    "norm_topk_prob": True,
    "n_group": 1,
    "topk_group": 1,
    "routed_scaling_factor": 1.0,
    "max_position_embeddings": 4096,
    "rope_theta": 10000.0,
    "rms_norm_eps": 1e-6,
    "eos_token_id": 511,
    "bos_token_id": 510,
    "torch_dtype": "float32",
}
SPECIAL = {"<s>": CONFIG["bos_token_id"], "</s>": CONFIG["eos_token_id"]}
CHAT_TEMPLATE = "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }} {% endfor %}assistant:"
DEVIATION = 0.05


def random_weights(seed: int) -> dict[str, mx.array]:
    """Parameters by name; norms stay at one, the rest is drawn in the order of the names.

    The output row of every token that is not a visible ASCII character is zero, so those never win: an answer does not
    end early and its text has one character per token, which makes equal text the same as equal tokens.
    """
    model = deepseek_v3.Model(deepseek_v3.ModelArgs.from_dict(CONFIG))
    key = mx.random.key(seed)
    drawn = []
    for name, value in sorted(tree_flatten(model.parameters())):
        key, own = mx.random.split(key)
        norm = "norm" in name and name.endswith("weight")
        drawn.append((name, mx.ones(value.shape) if norm else DEVIATION * mx.random.normal(value.shape, key=own)))
    model.update(tree_unflatten(drawn))
    model.lm_head.weight *= visible_rows()
    return dict(tree_flatten(model.parameters()))


def visible_rows() -> mx.array:
    symbols = enumerate(byte_symbols())
    visible = {number for number, symbol in symbols if symbol.isascii() and symbol.isprintable()}
    return mx.array([[1.0 if number in visible else 0.0] for number in range(CONFIG["vocab_size"])])


def byte_symbols() -> list[str]:
    """The characters by which byte-level BPE writes the 256 bytes; visible ASCII stands for itself."""
    return sorted(pre_tokenizers.ByteLevel.alphabet())


def write_weights(folder: Path, weights: dict[str, mx.array]) -> None:
    mx.eval(weights)
    mx.save_safetensors(str(folder / "model.safetensors"), weights, metadata={"format": "mlx"})
    # A pipeline load looks layers up in this index and dies without it, even when there is one file.
    index = {
        "metadata": {"total_size": sum(w.nbytes for w in weights.values())},
        "weight_map": {name: "model.safetensors" for name in sorted(weights)},
    }
    write_json(folder / "model.safetensors.index.json", index)


def write_tokenizer(folder: Path) -> None:
    """Byte-level BPE without merges: every byte is a token, so any prompt works and nothing has to be trained."""
    vocabulary = {symbol: number for number, symbol in enumerate(byte_symbols())}
    unused = range(len(vocabulary), min(SPECIAL.values()))
    vocabulary |= {f"<unused{number}>": number for number in unused} | SPECIAL
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(list(SPECIAL))
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": "<s>",
        "eos_token": "</s>",
        "model_max_length": CONFIG["max_position_embeddings"],
        "clean_up_tokenization_spaces": False,
        "chat_template": CHAT_TEMPLATE,
    }
    write_json(folder / "tokenizer_config.json", settings)


def write_json(file: Path, value: object) -> None:
    file.write_text(json.dumps(value, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    # The CPU draws the same numbers everywhere; a GPU need not.
    mx.set_default_device(mx.cpu)
    weights = random_weights(arguments.seed)
    write_weights(folder, weights)
    write_tokenizer(folder)
    write_json(folder / "config.json", CONFIG)
    files = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}
    print(json.dumps({"parameters": sum(w.size for w in weights.values()), "sha256": files}, indent=2))


if __name__ == "__main__":
    main()
