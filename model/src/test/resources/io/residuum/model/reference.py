"""The networks of the paper as PyTorch modules, written the obvious way, and what they compute.

reference.py FOLDER

FOLDER holds cases.json, a list of networks with a number each, and for case N the little-endian files N.weights (float32: the
parameters, then the running statistics, in the order of the case's lists), N.pixels (float64, N x H x W x 3), N.labels
(int64), N.keys (int32, two for each unit, for dropout). Written for each: N.out, float64: the loss divided by the case's
whole mini-batch, the gradient of each parameter, the running statistics afterwards, the logits in
evaluation by the first statistics; and of each unit the norms of its input's gradient, of its branch and of its response, and
the share that f = ReLU truncates.
"""
import json
import sys

import numpy
import torch
from torch import nn
from torch.nn.functional import cross_entropy, pad, relu

IMAGENET = {50: [3, 4, 6, 3], 101: [3, 4, 23, 3], 152: [3, 8, 36, 3], 200: [3, 24, 36, 3]}
CONVOLUTIONS = {"single": 1, "basic": 2, "bottleneck": 3}


def dropout_mask(shape, key, keep):
    """What the unit keeps, in N x H x W x C order, as a function of its key."""
    n, c, h, w = shape
    half = n * c * h * w // 2
    x = numpy.arange(half, dtype=numpy.uint32) * numpy.uint32(key[0] & 0xFFFFFFFF) + numpy.uint32(key[1] & 0xFFFFFFFF)
    x ^= x >> numpy.uint32(16)
    x *= numpy.uint32(0x7FEB352D)
    x ^= x >> numpy.uint32(15)
    x *= numpy.uint32(0x846CA68B)
    x ^= x >> numpy.uint32(16)
    lanes = numpy.concatenate([x & numpy.uint32(0xFFFF), x >> numpy.uint32(16)]).astype(numpy.uint16).view(numpy.int16)
    kept = lanes.astype(numpy.int64) < round(keep * 65536) - 32768
    return torch.from_numpy(kept.reshape(n, h, w, c).transpose(0, 3, 1, 2).copy())


class Holder(nn.Module):
    """Gives its children their names."""

    def __init__(self, **children):
        super().__init__()
        for name, child in children.items():
            self.add_module(name, child)


class Unit(nn.Module):
    """x' = f(h(x) + F(x)), equations (1) and (2)."""

    def __init__(self, case, cin, cout, stride, opens, activated):
        super().__init__()
        self.design, self.kind, self.shortcut_case = case["unit"], case["shortcut"]["type"], case["shortcut"]
        self.n = CONVOLUTIONS[case["block"]]
        self.opens, self.activated = opens, activated
        self.stride, self.widens, self.more = stride, cin != cout, cout - cin
        bottleneck = case["block"] == "bottleneck"
        inner = cout // 4 if bottleneck else cout
        strides = [1] * self.n
        strides[1 if case["strideIn"] == "3x3" else 0] = stride
        sides = [1, 3, 1] if bottleneck else [3] * self.n
        widths = [cin] + [inner] * (self.n - 1) + [cout]
        for k in range(1, self.n + 1):
            self.add_module("conv%d" % k, nn.Conv2d(
                widths[k - 1], widths[k], sides[k - 1], strides[k - 1], sides[k - 1] // 2, bias=False))
            if self.design == "full-preactivation":
                if k > 1 or not activated:
                    self.add_module("bn%d" % k, nn.BatchNorm2d(widths[k - 1]))
            elif not (self.design == "bn-after-addition" and k == self.n):
                self.add_module("bn%d" % k, nn.BatchNorm2d(widths[k]))
        if self.design == "bn-after-addition":
            self.bn_add = nn.BatchNorm2d(cout)
        self.projects = bottleneck and self.widens and self.kind not in ("convolution", "zero")
        if self.projects and self.design == "full-preactivation":
            self.shortcut = Holder(conv=nn.Conv2d(cin, cout, 1, stride, bias=False))
        elif self.projects or self.kind == "convolution":
            self.shortcut = Holder(conv=nn.Conv2d(cin, cout, 1, stride, bias=False), bn=nn.BatchNorm2d(cout))
        if "gating" in self.kind:
            self.gate = Holder(conv=nn.Conv2d(cin, cout, 1, stride, bias=True))
        self.key = None

    def part(self, name, k):
        return getattr(self, name + str(k))

    def fitted(self, x):
        if hasattr(self, "shortcut"):
            y = self.shortcut.conv(x)
            return self.shortcut.bn(y) if hasattr(self.shortcut, "bn") else y
        if self.widens:
            return pad(x[:, :, ::self.stride, ::self.stride], [0, 0, 0, 0, 0, self.more])
        return x

    def added(self, x, s, branch):
        """y = h + F, measured."""
        y = self.sum(x, s, branch)
        if self.training:
            x.retain_grad()
            if self.kind == "constant-scaling":
                branch = self.shortcut_case["branch"] * branch
            elif self.kind == "exclusive-gating":
                branch = torch.sigmoid(self.gate.conv(x)) * branch
            self.x, self.branch_norm, self.response_norm, self.truncated = x, branch.norm(), y.norm(), y.new_zeros(())
            if self.design == "original":
                self.truncated = (y <= 0).to(y.dtype).mean()
        return y

    def sum(self, x, s, branch):
        """h + F, of the unit's input x, what the shortcut starts from, and the branch."""
        if self.kind == "zero":
            return branch
        h = self.fitted(s)
        if self.kind == "constant-scaling":
            return self.shortcut_case["shortcut"] * h + self.shortcut_case["branch"] * branch
        if self.kind == "exclusive-gating":
            g = torch.sigmoid(self.gate.conv(x))
            return (1 - g) * h + g * branch
        if self.kind == "shortcut-only-gating":
            return (1 - torch.sigmoid(self.gate.conv(x))) * h + branch
        if self.kind == "dropout":
            keep, rescale = self.shortcut_case["keep"], self.shortcut_case["rescale"]
            if self.training:
                h = h * dropout_mask(h.shape, self.key, keep) / (keep if rescale else 1)
            elif not rescale:
                h = h * keep
        return h + branch

    def forward(self, x):
        if self.design == "original":
            y = x
            for k in range(1, self.n):
                y = relu(self.part("bn", k)(self.part("conv", k)(y)))
            y = self.part("bn", self.n)(self.part("conv", self.n)(y))
            return relu(self.added(x, x, y))
        if self.design == "bn-after-addition":
            y = x
            for k in range(1, self.n):
                y = relu(self.part("bn", k)(self.part("conv", k)(y)))
            z = self.bn_add(self.added(x, x, self.part("conv", self.n)(y)))
            if self.training:
                self.truncated = (z <= 0).to(z.dtype).mean()
            return relu(z)
        if self.design == "relu-before-addition":
            y = x
            for k in range(1, self.n + 1):
                y = relu(self.part("bn", k)(self.part("conv", k)(y)))
            return self.added(x, x, y)
        if self.design == "relu-only-preactivation":
            a = x if self.activated else relu(x)
            y = self.bn1(self.conv1(a))
            for k in range(2, self.n + 1):
                y = self.part("bn", k)(self.part("conv", k)(relu(y)))
        else:
            a = x if self.activated else relu(self.bn1(x))
            y = self.conv1(a)
            for k in range(2, self.n + 1):
                y = self.part("conv", k)(relu(self.part("bn", k)(y)))
        return self.added(x, a if self.opens or self.projects else x, y)


class Network(nn.Module):
    def __init__(self, case):
        super().__init__()
        self.case, design = case, case["unit"]
        imagenet = case["family"] == "imagenet"
        convolutions = CONVOLUTIONS[case["block"]]
        units = IMAGENET[case["depth"]] if imagenet else [(case["depth"] - 2) // (3 * convolutions)] * 3
        stem = (64 if imagenet else 16) * case["width"]
        width = stem * (4 if case["block"] == "bottleneck" else 1)
        parts = {"conv": nn.Conv2d(3, stem, 7, 2, 3, bias=False) if imagenet else nn.Conv2d(3, stem, 3, 1, 1, bias=False)}
        if imagenet or design != "full-preactivation":
            parts["bn"] = nn.BatchNorm2d(stem)
        self.stem = Holder(**parts)
        self.units = []
        channels = stem
        for s, count in enumerate(units):
            stage = {}
            for u in range(count):
                unit = Unit(case, channels, width << s, 2 if s > 0 and u == 0 else 1, s == u == 0, s == u == 0 and imagenet)
                stage["unit%d" % (u + 1)] = unit
                self.units.append(unit)
                channels = width << s
            self.add_module("stage%d" % (s + 1), Holder(**stage))
        if design == "full-preactivation":
            self.final = Holder(bn=nn.BatchNorm2d(channels))
        self.classifier = nn.Linear(channels, case["classes"])

    def forward(self, x):
        design = self.case["unit"]
        x = self.stem.conv(x)
        if self.case["family"] == "imagenet":
            x = nn.functional.max_pool2d(relu(self.stem.bn(x)), 3, 2, 1)
        elif design == "relu-only-preactivation":
            x = self.stem.bn(x)
        elif design != "full-preactivation":
            x = relu(self.stem.bn(x))
        for unit in self.units:
            x = unit(x)
        if design == "full-preactivation":
            x = relu(self.final.bn(x))
        elif design == "relu-only-preactivation":
            x = relu(x)
        return self.classifier(x.mean((2, 3)))


def run(folder, case):
    def read(kind, dtype):
        return numpy.fromfile("%s/%d.%s" % (folder, case["number"], kind), dtype)

    network = Network(case).double()
    values = torch.from_numpy(read("weights", "<f4")).double()
    state, at = {}, 0
    for name, shape in case["parameters"] + case["statistics"]:
        size = int(numpy.prod(shape))
        state[name] = values[at:at + size].reshape(shape)
        at += size
    ours = {name for name in network.state_dict() if not name.endswith("num_batches_tracked")}
    assert ours == set(state), ours.symmetric_difference(state)
    network.load_state_dict(state, strict=False)
    for unit, key in zip(network.units, read("keys", "<i4").reshape(-1, 2).tolist()):
        unit.key = key
    side = case["side"]
    x = torch.from_numpy(read("pixels", "<f8").reshape(-1, side, side, 3)).permute(0, 3, 1, 2)
    labels = torch.from_numpy(read("labels", "<i8"))
    network.eval()
    with torch.no_grad():
        evaluated = network(x)
    network.train()
    loss = cross_entropy(network(x), labels, reduction="sum") / case["miniBatch"]
    loss.backward()
    after = network.state_dict()
    learned = dict(network.named_parameters())
    results = [loss.detach()]
    results += [learned[name].grad for name, _ in case["parameters"]]
    results += [after[name] for name, _ in case["statistics"]]
    results.append(evaluated)
    for unit in network.units:
        results += [unit.x.grad.norm(), unit.branch_norm.detach(), unit.response_norm.detach(), unit.truncated]
    flat = torch.cat([result.reshape(-1) for result in results])
    flat.numpy().astype("<f8").tofile("%s/%d.out" % (folder, case["number"]))


torch.set_num_threads(1)
torch.manual_seed(0)
with open(sys.argv[1] + "/cases.json") as file:
    for each in json.load(file):
        run(sys.argv[1], each)
