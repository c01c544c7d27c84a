package org.postbound.bench;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A bar for each client of a case, the fastest first. */
final class Chart {
    private static final int WIDTH = 760;
    private static final int LABELS = 250;
    private static final int VALUES = 80;
    private static final int TOP = 44;
    private static final int STEP = 26;
    private static final int BAR = 18;
    private static final String OWN = "#1f6feb";
    private static final String PEER = "#9aa4b2";
    // In between, so that it can be read on a dark page, too.
    private static final String INK = "#6e7781";

    private final Writer file;
    private final XMLStreamWriter svg;

    private Chart(Writer file) throws XMLStreamException {
        this.file = file;
        svg = XMLOutputFactory.newInstance().createXMLStreamWriter(file);
    }

    static void write(Path file, String title, List<Row> rows) throws IOException {
        List<Row> fastestFirst = rows.stream()
                .filter(row -> row.failure().isEmpty())
                .sorted(Comparator.comparingDouble((Row row) -> row.rate().median())
                        .reversed())
                .toList();
        try (Writer writer = Files.newBufferedWriter(file)) {
            new Chart(writer).draw(title, fastestFirst);
        } catch (XMLStreamException e) {
            throw new IOException("cannot write " + file, e);
        }
    }

    private void draw(String title, List<Row> rows) throws XMLStreamException, IOException {
        int height = TOP + rows.size() * STEP + STEP / 2;
        svg.writeStartElement("svg");
        svg.writeDefaultNamespace("http://www.w3.org/2000/svg");
        svg.writeAttribute("viewBox", "0 0 " + WIDTH + " " + height);
        svg.writeAttribute("width", Integer.toString(WIDTH));
        svg.writeAttribute("height", Integer.toString(height));
        svg.writeAttribute("role", "img");
        svg.writeAttribute("font-family", "sans-serif");
        svg.writeAttribute("font-size", "13");
        svg.writeAttribute("fill", INK);
        svg.writeCharacters("\n");
        svg.writeStartElement("title");
        svg.writeCharacters(title);
        svg.writeEndElement();
        text(8, 20, "start", title);
        double fastest =
                rows.stream().mapToDouble(row -> row.rate().median()).max().orElse(1);
        for (int i = 0; i < rows.size(); i++) {
            bar(TOP + i * STEP, rows.get(i), rows.get(i).rate().median() / fastest);
        }
        svg.writeEndElement();
        svg.writeEndDocument();
        svg.close();
        file.write('\n');
    }

    private void bar(int y, Row row, double share) throws XMLStreamException {
        int length = Math.max(1, (int) Math.round((WIDTH - LABELS - VALUES) * share));
        text(LABELS - 8, y + 14, "end", row.client());
        svg.writeEmptyElement("rect");
        svg.writeAttribute("x", Integer.toString(LABELS));
        svg.writeAttribute("y", Integer.toString(y));
        svg.writeAttribute("width", Integer.toString(length));
        svg.writeAttribute("height", Integer.toString(BAR));
        svg.writeAttribute("fill", row.client().startsWith("Postbound") ? OWN : PEER);
        text(LABELS + length + 6, y + 14, "start", TextTable.rate(row.rate().median()) + "/s");
    }

    private void text(int x, int y, String anchor, String content) throws XMLStreamException {
        svg.writeStartElement("text");
        svg.writeAttribute("x", Integer.toString(x));
        svg.writeAttribute("y", Integer.toString(y));
        svg.writeAttribute("text-anchor", anchor);
        svg.writeCharacters(content);
        svg.writeEndElement();
        svg.writeCharacters("\n");
    }
}
