// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/chart_clipboard.h"

#include "model/core/number_text.h"
#include "views/charts/bucket_search.h"

#include <QCoreApplication>

#include <map>

namespace tidemark::charts {

using namespace Qt::StringLiterals;

namespace {

/// "2026-03-01T00:00:00.123456789+01:00"; the fraction only when there is one.
QString isoText(Timestamp at, const Zone &zone)
{
    const CivilTime civil = zone.civilAt(at);
    const auto padded = [](int number, int width) {
        return u"%1"_s.arg(number, width, 10, QLatin1Char('0'));
    };
    QString text = padded(civil.date.year, 4) % u'-' % padded(civil.date.month, 2) % u'-' %
                   padded(civil.date.day, 2) % u'T' % padded(civil.hour(), 2) % u':' %
                   padded(civil.minute(), 2) % u':' % padded(civil.second(), 2);
    if (civil.nanosecond() != 0)
        text += u'.' + padded(civil.nanosecond(), 9);
    if (zone.isUtc())
        return text + u'Z';
    const int minutes = static_cast<int>(zone.offsetAt(at).count() / 60);
    const int size = std::abs(minutes);
    return text + (minutes < 0 ? u'-' : u'+') + padded(size / 60, 2) + u':' + padded(size % 60, 2);
}

QString heading(const ChartSeries &series)
{
    QString text = series.name;
    if (!series.function.isEmpty())
        text += u' ' + series.function;
    return series.unit.isEmpty() ? text : QString(text % u", "_s % series.unit.symbol());
}

using Rows = std::map<Timestamp, QStringList>;

Rows collectedRows(const ChartContent &content, const std::vector<const ChartSeries *> &visible)
{
    Rows rows;
    for (std::size_t column = 0; column < visible.size(); ++column) {
        const auto range = valuesIn(visible[column]->points, content.window);
        for (std::size_t i = range ? range->first : 0; range && i <= range->last; ++i) {
            const ChartPoint &point = visible[column]->points[i];
            QStringList &cells = rows[point.window.begin];
            cells.resize(static_cast<qsizetype>(visible.size()));
            if (point.hasValue())
                cells[static_cast<qsizetype>(column)] = numberText(*point.value);
        }
    }
    return rows;
}

/// Tabs and line ends would break the table.
QString cellText(QString text)
{
    return text.replace(u'\t', u' ').replace(u'\n', u' ');
}

void appendRow(ClipboardText &text, const QStringList &cells, QStringView tag)
{
    QStringList plain;
    text.html += u"<tr>"_s;
    for (const QString &cell : cells) {
        plain.append(cellText(cell));
        text.html += u'<' % tag % u'>' % cell.toHtmlEscaped() % u"</"_s % tag % u'>';
    }
    text.html += u"</tr>"_s;
    text.tabSeparated += plain.join(u'\t') + u'\n';
}

} // namespace

ClipboardText clipboardText(const ChartContent &content)
{
    const auto visible = content.visibleSeries();
    ClipboardText text;
    text.html = u"<table>"_s;
    QStringList head{QCoreApplication::translate("tidemark::charts::Clipboard", "Time (%1)")
                         .arg(content.calendar.zone.id())};
    for (const ChartSeries *one : visible)
        head.append(heading(*one));
    appendRow(text, head, u"th");
    for (const auto &[at, cells] : collectedRows(content, visible))
        appendRow(text, QStringList{isoText(at, content.calendar.zone)} + cells, u"td");
    text.html += u"</table>"_s;
    return text;
}

} // namespace tidemark::charts
