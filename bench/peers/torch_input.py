"""Peer of bench/input: torchvision's DataLoader over the same JPEG files. Debian's python3-torchvision runs it.

usage: torch_input.py FOLDER BATCH WORKERS

FOLDER holds a folder of images for each class. Says one JSON line when ready, then answers each line "steps N" with the
seconds that N mini-batches took, one epoch after the other; ends with its input.
"""
import json
import sys
import time

try:
    import torch
    import torchvision
    from torchvision import datasets, transforms
except ImportError:
    print(json.dumps({"missing": "python3-torchvision"}))
    sys.exit(0)

WAITING = 8  # mini-batches that may lie ready before the clock runs


def endless(loader):
    while True:
        yield from loader


def main():
    folder, batch, workers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(1)
    augment = transforms.Compose([
        transforms.RandomCrop(32, padding=4),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
        transforms.Normalize((0.5, 0.5, 0.5), (1.0, 1.0, 1.0)),
    ])
    loader = torch.utils.data.DataLoader(
        datasets.ImageFolder(folder, augment), batch_size=batch, shuffle=True, drop_last=True, num_workers=workers,
        persistent_workers=workers > 0)
    batches = endless(loader)
    next(batches)
    print(json.dumps({
        "version": f"torchvision-{torchvision.__version__}, pytorch-{torch.__version__}, python {sys.version.split()[0]}",
        "allocator": "glibc, as it comes",
        "threads": workers,
        "flags": f"{workers} workers, persistent",
    }), flush=True)
    for line in sys.stdin:
        for _ in range(WAITING):
            next(batches)
        start = time.perf_counter()
        for _ in range(int(line.split()[1])):
            next(batches)
        print(json.dumps({"seconds": [time.perf_counter() - start]}), flush=True)


main()
