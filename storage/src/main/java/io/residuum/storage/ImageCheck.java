package io.residuum.storage;

/**
 * Decodes an image to see that it can be decoded: the decoder of training, handed to the import. Called by several threads at
 * once. The header was read before: a size beyond the bounds never comes here.
 */
@FunctionalInterface
public interface ImageCheck {
    /**
     * Decodes one image.
     *
     * @param entry the image's name in its archive, for messages
     * @return its height and width as decoded
     * @throws BrokenImage if it is none, cut or damaged; the message is the reason
     */
    ImageShape check(String entry, byte[] bytes) throws BrokenImage;
}
