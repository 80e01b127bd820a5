package io.residuum.actors.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.residuum.actors.decision.InboxCore.Version;
import io.residuum.actors.decision.InboxListing.Verdict;
import io.residuum.storage.StoredObject;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which objects of the inbox are worth reading. */
class InboxListingTest {

    private final InboxListing listing = new InboxListing();

    private static StoredObject object(String key, String etag) {
        return new StoredObject(key, 10, Instant.EPOCH, etag);
    }

    @Test
    void aFileIsReadAtEveryLookUntilItIsGoneOrFoundWrong() {
        List<StoredObject> listed = List.of(object("inbox/a.conf", "1"));
        assertThat(listing.look(listed)).containsExactly(new Verdict.Read("a.conf"));
        assertThat(listing.look(listed)).containsExactly(new Verdict.Read("a.conf"));
        listing.judgedWrong(new Version("a.conf", "1"));
        assertThat(listing.look(listed)).isEmpty();
        assertThat(listing.look(List.of(object("inbox/a.conf", "2"))))
                .as("edited")
                .containsExactly(new Verdict.Read("a.conf"));
    }

    @Test
    void aWrongFileIsJudgedAgainAfterAWhileSinceWhatItLackedMayHaveCome() {
        List<StoredObject> listed = List.of(object("inbox/a.conf", "1"));
        listing.look(listed);
        listing.judgedWrong(new Version("a.conf", "1"));
        for (int look = 1; look < InboxListing.LOOKS_BETWEEN; look++) {
            assertThat(listing.look(listed)).isEmpty();
        }
        assertThat(listing.look(listed)).containsExactly(new Verdict.Read("a.conf"));
    }

    @Test
    void ofManyWrongFilesAFewAreJudgedAgainAtALookAndEachHasItsTurn() {
        int files = 3 * InboxListing.AGAIN_AT_ONCE;
        List<StoredObject> listed = IntStream.range(0, files)
                .mapToObj(number -> object("inbox/%05d.conf".formatted(number), "1"))
                .toList();
        listing.look(listed);
        listed.forEach(file -> listing.judgedWrong(new Version(file.key().substring("inbox/".length()), "1")));
        for (int look = 1; look < InboxListing.LOOKS_BETWEEN; look++) {
            listing.look(listed);
        }
        List<Verdict> judged = new java.util.ArrayList<>();
        for (int look = 0; look < 3; look++) {
            List<Verdict> again = listing.look(listed);
            assertThat(again).hasSize(InboxListing.AGAIN_AT_ONCE);
            again.forEach(verdict -> listing.judgedWrong(new Version(((Verdict.Read) verdict).name(), "1")));
            judged.addAll(again);
        }
        assertThat(judged).doesNotHaveDuplicates().hasSize(files);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inbox/",
                "inbox/folder/",
                "inbox/a.conf.rejected.json",
                "inbox/a.conf-0b5b4a3e-9c1c-4f0e-8a55-0d8f7e1c2b3a"
            })
    void whatIsNobodysFileIsLeftAlone(String key) {
        assertThat(listing.look(List.of(object(key, "1")))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"inbox/a.txt", "inbox/folder/a.conf", "inbox/.conf", "inbox/a.CONF"})
    void anotherKeyIsRefusedOnceForEachVersionBesideIt(String key) {
        List<Verdict> refused = listing.look(List.of(object(key, "1")));
        assertThat(refused).hasSize(1).first().isInstanceOfSatisfying(Verdict.Refuse.class, refuse -> {
            assertThat(refuse.beside()).contains(key + ".rejected.json");
            assertThat(refuse.reason()).contains("inbox/NAME.conf");
        });
        assertThat(listing.look(List.of(object(key, "1")))).isEmpty();
        assertThat(listing.look(List.of(object(key, "2")))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"inbox/n\u00e4me.conf", "inbox/a\u0000b.conf", "inbox/a//b.conf", "inbox/<script>.conf"})
    void besideAKeyThatNoKeyOfOursCanStandBesideNothingIsWritten(String key) {
        assertThat(listing.look(List.of(object(key, "1"))))
                .first()
                .isInstanceOfSatisfying(Verdict.Refuse.class, refuse -> assertThat(refuse.beside())
                        .isEmpty());
    }

    @Test
    void aNoticeOfAnotherFolderNamesNoFile() {
        assertThat(InboxListing.name("inbox/a.conf")).contains("a.conf");
        assertThat(InboxListing.name("datasets/a.conf")).isEmpty();
        assertThat(InboxListing.name("inbox/b/a.conf")).isEmpty();
    }
}
