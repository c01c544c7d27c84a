package org.postbound.it.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir
    Path folder;

    private Report report;

    @BeforeEach
    void keepTwoColumns() throws IOException {
        report = new Report(folder);
        Column first = new Column("Alpha 1");
        first.put(Capability.COMMIT, new Cell.Passed(""));
        first.put(Capability.PING, new Cell.NotOffered("it has no ping"));
        first.told("PortNumber=70000", "PortNumber is 70000: give 1 to 65535");
        report.keep(first);
        Column second = new Column("Beta 2");
        second.put(Capability.COMMIT, new Cell.Failed("a = b: c \\ d"));
        second.put(Capability.PING, new Cell.NotOffered("it has no ping"));
        report.keep(second);
    }

    private String line(Capability capability) throws IOException {
        return report.markdown()
                .lines()
                .filter(line -> line.startsWith("| " + capability.description()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void columns_standSideBySide() throws IOException {
        assertEquals(
                "| | Alpha 1 | Beta 2 |",
                report.markdown().lines().skip(1).findFirst().orElseThrow());
        assertTrue(line(Capability.COMMIT).endsWith("| passed | failed (1) |"), line(Capability.COMMIT));
        assertTrue(report.markdown().contains("\n1. a = b: c \\ d\n"), report.markdown());
    }

    @Test
    void oneReason_isOneNote() throws IOException {
        assertTrue(line(Capability.PING).endsWith("| not offered (2) | not offered (2) |"), line(Capability.PING));
    }

    @Test
    void whatWasNotRun_isSaid() throws IOException {
        assertTrue(line(Capability.METRICS).endsWith("| not run | not run |"), line(Capability.METRICS));
    }

    @Test
    void messages_areListed() throws IOException {
        assertTrue(
                report.markdown().contains("| Alpha 1 | `PortNumber=70000` | PortNumber is 70000: give 1 to 65535 |"),
                report.markdown());
    }

    @Test
    void columnOfALaterRun_takesThePlaceOfTheFormer() throws IOException {
        Column again = new Column("Beta 2");
        again.put(Capability.COMMIT, new Cell.Passed(""));
        report.keep(again);
        assertTrue(line(Capability.COMMIT).endsWith("| passed | passed |"), line(Capability.COMMIT));
    }

    @Test
    void page_keepsWhatStandsAroundTheTable() throws IOException {
        Path page = folder.resolve("page.md");
        Files.writeString(
                page, "before\n<!-- matrix: written by the test -->\nobsolete\n<!-- end of matrix -->\nafter\n");
        report.insert(page);
        String text = Files.readString(page);
        assertTrue(text.startsWith("before\n") && text.endsWith("\nafter\n") && !text.contains("obsolete"), text);
    }

    @Test
    void pageWithoutMarks_isRefused() throws IOException {
        Path page = Files.writeString(folder.resolve("page.md"), "nothing\n");
        assertThrows(IOException.class, () -> report.insert(page));
    }

    @Test
    void remarkOnWhatWorks_isANote() throws IOException {
        Column third = new Column("Gamma 3");
        third.put(Capability.UNDEPLOY, new Cell.Passed("after a while"));
        report.keep(third);
        assertTrue(line(Capability.UNDEPLOY).endsWith("| passed (3) |"), line(Capability.UNDEPLOY));
        assertTrue(report.markdown().contains("\n3. after a while\n"), report.markdown());
    }

    @Test
    void barInAMessage_doesNotEndTheCell() throws IOException {
        Column third = new Column("Gamma 3");
        third.told("Security=SSL3", "one of TLS|NONE");
        report.keep(third);
        assertTrue(report.markdown().contains(" one of TLS\\|NONE |\n"), report.markdown());
    }

    @Test
    void sameVerdict_isNoDifference_whateverTheReason() throws IOException {
        assertEquals(
                Optional.empty(),
                report.difference("Alpha 1", Capability.PING, new Cell.NotOffered("no ping: none at all")));
        assertEquals(Optional.empty(), report.difference("Alpha 1", Capability.COMMIT, new Cell.Passed("a remark")));
    }

    @Test
    void otherVerdict_isADifference() throws IOException {
        String difference = report.difference("Alpha 1", Capability.COMMIT, new Cell.NotOffered("gone"))
                .orElseThrow();
        assertTrue(difference.contains("has \"passed\", and now it is \"not offered: gone\""), difference);
        assertTrue(report.difference("Alpha 1", Capability.PING, new Cell.Passed(""))
                .isPresent());
        assertTrue(report.difference("Alpha 1", Capability.PING, new Cell.Failed("why"))
                .isPresent());
    }

    @Test
    void cellOrColumnThatTheTableLacks_isADifference() throws IOException {
        assertTrue(report.difference("Alpha 1", Capability.METRICS, new Cell.Passed(""))
                .isPresent());
        assertTrue(report.difference("Gamma 3", Capability.COMMIT, new Cell.Passed(""))
                .isPresent());
    }

    @Test
    void tableInTheRepository_isMadeOfTheColumnsThere() throws IOException {
        Path pages = Path.of("../../docs/servers");
        Path copy = Files.copy(pages.resolve("README.md"), folder.resolve("README.md"));
        new Report(pages.resolve("matrix")).insert(copy);
        assertEquals(Files.readString(pages.resolve("README.md")), Files.readString(copy));
    }
}
