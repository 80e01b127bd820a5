package io.residuum.storage;

/** An image that cannot be decoded; the message is the reason alone, whoever reports it adds where the image is. */
public final class BrokenImage extends Exception {
    private static final long serialVersionUID = 1;

    public BrokenImage(String reason) {
        super(reason);
    }

    public BrokenImage(String reason, Throwable cause) {
        super(reason, cause);
    }
}
