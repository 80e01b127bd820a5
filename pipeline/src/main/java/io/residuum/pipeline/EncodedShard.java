package io.residuum.pipeline;

import io.residuum.storage.Manifest;
import java.util.ArrayList;
import java.util.List;

/** The images of one shard as they are stored, JPEG, PNG or PPM: what is of many sizes is decoded when it is its turn. */
record EncodedShard(Manifest.Shard shard, List<TarEntries.Entry> entries) implements LoadedShard {
    EncodedShard {
        entries = List.copyOf(entries);
        if (entries.size() != shard.entries()) {
            throw new IllegalStateException(
                    "holds " + entries.size() + " entries, the manifest says " + shard.entries());
        }
    }

    static EncodedShard of(Manifest.Shard shard, byte[] tar) {
        var entries = new ArrayList<TarEntries.Entry>(shard.entries());
        new TarEntries(tar).forEachRemaining(entries::add);
        return new EncodedShard(shard, entries);
    }

    TarEntries.Entry entry(int i) {
        return entries.get(i);
    }

    @Override
    public int images() {
        return entries.size();
    }

    @Override
    public long indexOf(int i) {
        return shard.firstIndex() + i;
    }

    @Override
    public int classOf(int i) {
        return shard.classOf(i);
    }
}
