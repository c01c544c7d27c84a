package org.postbound;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Media types by file name. A table of our own, since those of Java and of Jakarta Activation depend on files of the machine
 * and of the application. A message is not in it: as {@code message/rfc822} it could not be sent in base64 (RFC 2046 section
 * 5.2.1), and so not to every server.
 */
final class FileTypes {
    private static final String UNKNOWN = "application/octet-stream";

    private static final Map<String, String> BY_EXTENSION = table("""
            application/epub+zip epub
            application/gzip gz tgz
            application/json json
            application/ld+json jsonld
            application/msword doc
            application/pdf pdf
            application/pkcs7-mime p7m
            application/pkcs7-signature p7s
            application/postscript ps eps
            application/rtf rtf
            application/vnd.ms-excel xls
            application/vnd.ms-outlook msg
            application/vnd.ms-powerpoint ppt
            application/vnd.oasis.opendocument.presentation odp
            application/vnd.oasis.opendocument.spreadsheet ods
            application/vnd.oasis.opendocument.text odt
            application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
            application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
            application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
            application/x-7z-compressed 7z
            application/x-tar tar
            application/xhtml+xml xhtml
            application/xml xml xsd xsl
            application/yaml yaml yml
            application/zip zip
            audio/flac flac
            audio/mp4 m4a
            audio/mpeg mp3
            audio/ogg ogg oga opus
            audio/wav wav
            font/otf otf
            font/ttf ttf
            font/woff woff
            font/woff2 woff2
            image/avif avif
            image/bmp bmp
            image/gif gif
            image/heic heic
            image/jpeg jpg jpeg jpe
            image/png png
            image/svg+xml svg
            image/tiff tif tiff
            image/vnd.microsoft.icon ico
            image/webp webp
            text/calendar ics
            text/css css
            text/csv csv
            text/html html htm
            text/javascript js mjs
            text/markdown md markdown
            text/plain txt text log
            text/tab-separated-values tsv
            text/vcard vcf
            video/mp4 mp4 m4v
            video/mpeg mpg mpeg
            video/quicktime mov
            video/webm webm
            """);

    private FileTypes() {}

    private static Map<String, String> table(String lines) {
        Map<String, String> table = new HashMap<>();
        for (String line : lines.split("\n", 0)) {
            String[] words = line.split(" ", 0);
            for (int i = 1; i < words.length; i++) {
                table.put(words[i], words[0]);
            }
        }
        return Map.copyOf(table);
    }

    /** Returns the type that the extension says, whatever its case. */
    static String of(String fileName) {
        int dot = fileName.lastIndexOf('.');
        String extension = dot < 0 ? "" : fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
        return BY_EXTENSION.getOrDefault(extension, UNKNOWN);
    }
}
