package io.residuum.storage;

import static io.residuum.storage.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestServer.class)
class ObjectCopyIT {

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void smallAndLargeObjectsArriveWholeAndOnce(ObjectStore from, ObjectStore to) {
        var copy = new ObjectCopy(from, to);
        for (int size : new int[] {0, 1, 2 * ObjectStore.PART_BYTES + 12_345}) {
            byte[] bytes = random(size);
            ObjectRef ref = await(from.put("objects/" + size, bytes));
            assertThat(await(copy.copy(ref))).isEqualTo(ObjectCopy.Outcome.COPIED);
            assertThat(await(to.get("objects/" + size))).hasValue(bytes);
            assertThat(await(copy.copy(ref))).isEqualTo(ObjectCopy.Outcome.ALREADY_THERE);
        }
    }

    @Test
    void whatIsNotWhatItMustBeDoesNotAppear(ObjectStore from, ObjectStore to) {
        var copy = new ObjectCopy(from, to);
        for (int size : new int[] {100, 2 * ObjectStore.PART_BYTES}) {
            ObjectRef ref = await(from.put("object", random(size)));
            byte[] damaged = random(size);
            damaged[size / 2] ^= 4;
            await(from.put("object", damaged));
            assertThatThrownBy(() -> await(copy.copy(ref)))
                    .hasRootCauseInstanceOf(DamagedObject.class)
                    .hasMessageContaining("its SHA-256 is");
            assertThat(await(to.get("object"))).as("of %d bytes", size).isEmpty();
        }
        var missing = new ObjectRef("not/there", 1, Sha256.of(new byte[1]));
        assertThatThrownBy(() -> await(copy.copy(missing))).hasRootCauseInstanceOf(MissingObject.class);
    }

    @Test
    void whatDiffersIsNotWrittenOver(ObjectStore from, ObjectStore to) {
        ObjectRef ref = await(from.put("object", random(100)));
        byte[] other = random(99);
        await(to.put("object", other));
        assertThatThrownBy(() -> await(new ObjectCopy(from, to).copy(ref)))
                .hasRootCauseInstanceOf(ObjectDiffers.class)
                .hasMessageContaining("[object]")
                .hasMessageContaining(to.settings().bucket());
        assertThat(await(to.get("object"))).hasValue(other);
    }
}
