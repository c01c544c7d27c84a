package org.postbound.it.crash;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the books say.
 *
 * @param open what is not over yet: branches that are prepared, mails that wait, events that are kept
 * @param rows the orders that have one
 * @param told what beans have written down
 */
record Found(List<String> open, Set<Integer> rows, List<Told> told) {
    /** Reads the books. */
    static Found in(String books) {
        return new Found(
                books.lines()
                        .filter(line -> !line.startsWith(Books.ROW) && !line.startsWith(Told.LINE))
                        .toList(),
                books.lines()
                        .filter(line -> line.startsWith(Books.ROW))
                        .map(line -> Integer.valueOf(line.substring(Books.ROW.length())))
                        .collect(Collectors.toSet()),
                books.lines()
                        .filter(line -> line.startsWith(Told.LINE))
                        .map(Told::of)
                        .toList());
    }
}
