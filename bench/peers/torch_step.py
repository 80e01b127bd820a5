"""Peer of bench/step: eager PyTorch, written as people write it. Debian's python3-torch runs it.

usage: torch_step.py FOLDER DEPTH basic|bottleneck full-preactivation|original THREADS RATE

FOLDER holds the weights, images and labels to start from. Says one JSON line when ready, then answers each line
"steps N" with the seconds and the loss of N training steps; ends with its input.
"""
import json
import os
import sys
import time

try:
    import torch
    from torch import nn
    from torch.nn import functional as F
except ImportError:
    print(json.dumps({"missing": "python3-torch"}))
    sys.exit(0)


def convolution(channels_in, channels_out, kernel, stride):
    return nn.Conv2d(channels_in, channels_out, kernel, stride, kernel // 2, bias=False)


def shapes(channels_in, channels_out, bottleneck):
    """Kernel, channels in and out of each convolution of a unit."""
    inner = channels_out // 4 if bottleneck else channels_out
    kernels = [1, 3, 1] if bottleneck else [3, 3]
    widths = [channels_in] + [inner] * (len(kernels) - 1) + [channels_out]
    return list(zip(kernels, widths, widths[1:]))


def padded(x, stride, more):
    """The shortcut without parameters: subsampled, new channels zero."""
    return F.pad(x[:, :, ::stride, ::stride], (0, 0, 0, 0, 0, more)) if more else x


def relu(x):
    return F.relu(x, inplace=True)


class FullPreactivation(nn.Module):
    """Each convolution comes after BN and ReLU; nothing follows the addition."""

    def __init__(self, channels_in, channels_out, stride, bottleneck, first):
        super().__init__()
        self.first, self.stride, self.more = first, stride, channels_out - channels_in
        self.shapes = shapes(channels_in, channels_out, bottleneck)
        for k, (kernel, before, after) in enumerate(self.shapes, start=1):
            setattr(self, f"bn{k}", nn.BatchNorm2d(before))
            setattr(self, f"conv{k}", convolution(before, after, kernel, stride if k == 1 else 1))
        self.shortcut = None
        if bottleneck and self.more:
            self.shortcut = nn.ModuleDict({"conv": convolution(channels_in, channels_out, 1, stride)})

    def forward(self, x):
        y = relu(self.bn1(x))
        if self.shortcut is not None:
            h = self.shortcut["conv"](y)
        else:
            h = padded(y if self.first else x, self.stride, self.more)
        y = self.conv1(y)
        for k in range(2, len(self.shapes) + 1):
            y = getattr(self, f"conv{k}")(relu(getattr(self, f"bn{k}")(y)))
        return y.add_(h)


class Original(nn.Module):
    """BN after each convolution, ReLU between them and after the addition."""

    def __init__(self, channels_in, channels_out, stride, bottleneck, first):
        super().__init__()
        self.stride, self.more = stride, channels_out - channels_in
        self.shapes = shapes(channels_in, channels_out, bottleneck)
        for k, (kernel, before, after) in enumerate(self.shapes, start=1):
            setattr(self, f"conv{k}", convolution(before, after, kernel, stride if k == 1 else 1))
            setattr(self, f"bn{k}", nn.BatchNorm2d(after))
        self.shortcut = None
        if bottleneck and self.more:
            self.shortcut = nn.Sequential()
            self.shortcut.add_module("conv", convolution(channels_in, channels_out, 1, stride))
            self.shortcut.add_module("bn", nn.BatchNorm2d(channels_out))

    def forward(self, x):
        h = padded(x, self.stride, self.more) if self.shortcut is None else self.shortcut(x)
        y = x
        for k in range(1, len(self.shapes) + 1):
            y = getattr(self, f"bn{k}")(getattr(self, f"conv{k}")(y if k == 1 else relu(y)))
        return relu(y.add_(h))


class Network(nn.Module):
    """Its tensors bear the product's names, so that weights are loaded by name."""

    def __init__(self, depth, bottleneck, unit, classes):
        super().__init__()
        self.preactivation = unit is FullPreactivation
        units = (depth - 2) // (9 if bottleneck else 6)
        channels = 16
        self.stem = nn.ModuleDict({"conv": convolution(3, channels, 3, 1)})
        if not self.preactivation:
            self.stem["bn"] = nn.BatchNorm2d(channels)
        for stage, width in enumerate((64, 128, 256) if bottleneck else (16, 32, 64), start=1):
            built = nn.Sequential()
            for number in range(1, units + 1):
                stride = 2 if stage > 1 and number == 1 else 1
                built.add_module(f"unit{number}", unit(channels, width, stride, bottleneck, stage == number == 1))
                channels = width
            setattr(self, f"stage{stage}", built)
        if self.preactivation:
            self.final = nn.ModuleDict({"bn": nn.BatchNorm2d(channels)})
        self.classifier = nn.Linear(channels, classes)

    def forward(self, x):
        x = self.stem["conv"](x)
        if not self.preactivation:
            x = relu(self.stem["bn"](x))
        x = self.stage3(self.stage2(self.stage1(x)))
        if self.preactivation:
            x = relu(self.final["bn"](x))
        return self.classifier(x.mean((2, 3)))


UNITS = {"full-preactivation": FullPreactivation, "original": Original}


def numbers(folder, name, kind):
    with open(os.path.join(folder, name), "rb") as file:
        return torch.frombuffer(bytearray(file.read()), dtype=kind)


def load(network, folder):
    """Every parameter by its name; one too many or too few is an error."""
    flat, at, tensors = numbers(folder, "weights.f32", torch.float32), 0, {}
    with open(os.path.join(folder, "weights.txt"), encoding="utf-8") as lines:
        for line in lines:
            name, *shape = line.split()
            shape = [int(extent) for extent in shape]
            size = torch.Size(shape).numel()
            tensors[name], at = flat[at:at + size].view(shape), at + size
    parameters = dict(network.named_parameters())
    if parameters.keys() != tensors.keys():
        raise SystemExit(f"tensors differ: {sorted(parameters.keys() ^ tensors.keys())[:4]}")
    with torch.no_grad():
        for name, values in tensors.items():
            parameters[name].copy_(values)


def main():
    folder, depth, block, unit, threads, rate = sys.argv[1:]
    torch.set_num_threads(int(threads))
    images = numbers(folder, "images.f32", torch.float32).view(-1, 3, 32, 32).contiguous(memory_format=torch.channels_last)
    labels = numbers(folder, "labels.i64", torch.int64)
    network = Network(int(depth), block == "bottleneck", UNITS[unit], 10)
    load(network, folder)
    network = network.to(memory_format=torch.channels_last)
    optimiser = torch.optim.SGD(network.parameters(), lr=float(rate), momentum=0.9, weight_decay=1e-4)
    tuned = {key: value for key, value in os.environ.items() if key.startswith("MALLOC_")}
    spin = os.environ.get("GOMP_SPINCOUNT")
    print(json.dumps({
        "version": f"pytorch-{torch.__version__}, python {sys.version.split()[0]}",
        "allocator": " ".join(f"{key}={value}" for key, value in sorted(tuned.items())) or "glibc, as it comes",
        "threads": torch.get_num_threads(),
        "flags": "channels_last, in-place ReLU and addition" + (f", GOMP_SPINCOUNT={spin}" if spin else ""),
    }), flush=True)
    for line in sys.stdin:
        seconds, losses = [], []
        for _ in range(int(line.split()[1])):
            start = time.perf_counter()
            optimiser.zero_grad()
            loss = F.cross_entropy(network(images), labels)
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
            seconds.append(time.perf_counter() - start)
        print(json.dumps({"seconds": seconds, "losses": losses}), flush=True)


main()
