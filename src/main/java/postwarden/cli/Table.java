package postwarden.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Aligned columns without lines; what is too wide for its column is cut, the last one wraps. */
final class Table {
    private final List<ColumnData<String[]>> columns = new ArrayList<>();
    private final List<String[]> rows = new ArrayList<>();

    Table column(String header, int most) {
        return add(header, most, HorizontalAlign.LEFT, OverflowBehaviour.ELLIPSIS_RIGHT);
    }

    Table number(String header) {
        return add(header, 12, HorizontalAlign.RIGHT, OverflowBehaviour.ELLIPSIS_RIGHT);
    }

    Table text(String header, int most) {
        return add(header, most, HorizontalAlign.LEFT, OverflowBehaviour.NEWLINE);
    }

    Table row(Object... cells) {
        String[] texts = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            texts[i] = cells[i] == null ? "-" : cells[i].toString();
        }
        rows.add(texts);
        return this;
    }

    void print(PrintWriter out) {
        String table =
                AsciiTable.builder().border(AsciiTable.NO_BORDERS).data(rows, columns).asString();
        out.println(table.lines().map(String::stripTrailing).collect(Collectors.joining("\n")));
    }

    private Table add(String header, int most, HorizontalAlign align, OverflowBehaviour overflow) {
        int index = columns.size();
        columns.add(
                new Column()
                        .header(header)
                        .headerAlign(align)
                        .dataAlign(align)
                        .maxWidth(most, overflow)
                        .with((String[] row) -> row[index]));
        return this;
    }
}
