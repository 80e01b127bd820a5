package io.residuum.storage;

/** How a class-folder archive tells the class of a file. */
sealed interface ClassNaming permits ClassNaming.OfFolders, WnidLabels {
    /**
     * The class of a file, by the entry's name.
     *
     * @param where the archive, for messages
     * @throws ArchiveRefused if there is none
     */
    String classOf(String where, String entry);

    /** The folder's name. */
    record OfFolders() implements ClassNaming {
        @Override
        public String classOf(String where, String entry) {
            int end = entry.lastIndexOf('/');
            String folder = end < 0 ? "" : entry.substring(0, end);
            if (folder.isEmpty() || folder.equals(".")) {
                throw refused(where, entry, "is in no folder; its folder's name would be its class");
            }
            return lastPart(folder);
        }
    }

    static String lastPart(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    static ArchiveRefused refused(String where, String entry, String what) {
        return new ArchiveRefused("entry [" + entry + "] of archive [" + where + "] " + what + ".");
    }
}
