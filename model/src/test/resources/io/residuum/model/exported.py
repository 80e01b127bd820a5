"""Loads an exported network in PyTorch and writes down what it does.

exported.py MODULE SAFETENSORS PIXELS LABELS IMAGES SIDE OUT

PIXELS: float32 N x 3 x SIDE x SIDE in 0...255; LABELS: int64. Written to OUT: the logits in evaluation; then, after one step
of SGD, each tensor of the safetensors file in its order, but for the input's scaling.
"""
import json
import struct
import sys

import numpy
import torch

module_file, tensors_file, pixels_file, labels_file, images, side, out_file = sys.argv[1:]
images, side = int(images), int(side)
torch.set_num_threads(1)

extra = {"provenance.json": ""}
module = torch.jit.load(module_file, _extra_files=extra)
provenance = json.loads(extra["provenance.json"])

with open(tensors_file, "rb") as file:
    data = file.read()
length = struct.unpack("<Q", data[:8])[0]
header = json.loads(data[8:8 + length])
metadata = header.pop("__metadata__")
assert metadata == dict(provenance, format="pt"), (metadata, provenance)
state = module.state_dict()
assert sorted(state) == sorted(header), (sorted(state), sorted(header))
end = 0
for name, tensor in header.items():
    begin, end_here = tensor["data_offsets"]
    assert begin == end and tensor["dtype"] == "F32", name
    end = end_here
    values = numpy.frombuffer(data, "<f4", (end - begin) // 4, 8 + length + begin).reshape(tensor["shape"])
    assert numpy.array_equal(values, state[name].numpy()), name
assert 8 + length + end == len(data)
learned = [name for name, _ in module.named_parameters()]
assert all(("running_" in name or name.startswith("input.")) != (name in learned) for name in header), learned
assert all(parameter.requires_grad and parameter.is_leaf for parameter in module.parameters())

x = torch.from_numpy(numpy.fromfile(pixels_file, "<f4").reshape(images, 3, side, side))
labels = torch.from_numpy(numpy.fromfile(labels_file, "<i8"))

module.eval()
with torch.no_grad():
    logits = module(x)
    assert torch.equal(logits, module(x))

module.train()
optimiser = torch.optim.SGD(module.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4)
loss = torch.nn.functional.cross_entropy(module(x), labels)
loss.backward()
optimiser.step()

with open(out_file, "wb") as file:
    file.write(logits.numpy().astype("<f4").tobytes())
    for name in header:
        if not name.startswith("input."):
            file.write(module.state_dict()[name].detach().numpy().astype("<f4").tobytes())
