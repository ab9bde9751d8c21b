// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers and times at the limits, as a table shows them and as they leave it (hardening test V1).
#include "model/core/value_parser.h"
#include "model/items/record_table_model.h"
#include "model/time/time_entry.h"
#include "tests/support/test_registry.h"
#include "tests/views/browser/panel_bench.h"
#include "views/tables/data_table.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

#include <bit>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

using Column = RecordTableModel::Column;
using Limits = std::numeric_limits<std::int64_t>;

constexpr std::int64_t kTwo53 = std::int64_t(1) << 53;

/// A table of one record.
struct OneRecord
{
    OneRecord(Timestamp at, double value)
        : metric(bench.addMetric(u"m"_s))
        , model(*bench.ports.records, *bench.ports.catalog, bench.formatter, bench.clock)
        , table(u"Records"_s, DataTable::Keys::Edit)
    {
        ValueEntry entry;
        entry.metric = u"m"_s;
        entry.at = at;
        entry.value = value;
        if (!await(bench.ports.records->enter(entry)))
            qFatal("the value cannot be entered");
        Selection selection;
        selection.metrics = {metric.id};
        QSignalSpy loaded(&model, &RecordTableModel::loaded);
        model.load(selection, {metric});
        QTRY_VERIFY(loaded.count() >= 1);
        table.setModel(&model);
        showWindow(table, {900, 300});
    }
    [[nodiscard]] QString said(Column column, Qt::ItemDataRole role) const
    {
        return model.index(0, static_cast<int>(column)).data(role).toString();
    }
    /// What Ctrl+C puts on the clipboard.
    [[nodiscard]] QString copied(Column column)
    {
        table.setFocus();
        table.selectionModel()->setCurrentIndex(model.index(0, static_cast<int>(column)),
                                                QItemSelectionModel::ClearAndSelect);
        QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier);
        return QGuiApplication::clipboard()->mimeData()->text();
    }

    PanelBench bench;
    Definition metric;
    RecordTableModel model;
    DataTable table;
};

} // namespace

class ExactCellsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void timesStayExact_data()
    {
        QTest::addColumn<std::int64_t>("at_ns");
        QTest::addColumn<QString>("year");
        QTest::addColumn<QString>("fraction"); // nanoseconds of the second
        QTest::newRow("first") << Limits::min() << u"1677"_s << u"145224192"_s;
        QTest::newRow("last") << Limits::max() << u"2262"_s << u"854775807"_s;
        QTest::newRow("2^53 - 1") << kTwo53 - 1 << u"1970"_s << u"254740991"_s;
        QTest::newRow("2^53 + 1") << kTwo53 + 1 << u"1970"_s << u"254740993"_s;
        QTest::newRow("-2^53 - 1") << -kTwo53 - 1 << u"1969"_s << u"745259007"_s;
        QTest::newRow("a nanosecond of these days")
            << std::int64_t{1'790'000'000'123'456'789} << u"2026"_s << u"123456789"_s;
    }
    void timesStayExact()
    {
        QFETCH(const std::int64_t, at_ns);
        QFETCH(const QString, year);
        QFETCH(const QString, fraction);
        OneRecord one(Timestamp(at_ns), 1);
        const QString shown = one.said(Column::End, Qt::DisplayRole);
        QVERIFY2(shown.contains(year), qPrintable(shown));
        const QString toolTip = one.said(Column::End, Qt::ToolTipRole);
        QVERIFY2(toolTip.contains(year) && toolTip.contains(u'.' + fraction), qPrintable(toolTip));
        const QString copied = one.copied(Column::End);
        const auto again = parseTimeEntry(copied, one.bench.clock.now(), Zone(), QLocale::c());
        QVERIFY2(again, qPrintable(copied));
        const auto instant = again->instant();
        QVERIFY2(instant, qPrintable(copied));
        QCOMPARE(instant->posixNs(), at_ns);
    }

    void valuesStayExact_data()
    {
        QTest::addColumn<double>("value");
        QTest::newRow("2^53 - 1") << static_cast<double>(kTwo53 - 1);
        QTest::newRow("-2^53 + 1") << static_cast<double>(-kTwo53 + 1);
        QTest::newRow("after 2^53") << std::nextafter(static_cast<double>(kTwo53), 1e300);
        QTest::newRow("largest below 2^63") << 9223372036854774784.0;
        QTest::newRow("lowest of int64") << -9223372036854775808.0;
        QTest::newRow("largest") << std::numeric_limits<double>::max();
        QTest::newRow("smallest") << 5e-324;
        QTest::newRow("third") << 1.0 / 3;
    }
    void valuesStayExact()
    {
        QFETCH(const double, value);
        OneRecord one(Timestamp(0), value);
        const auto number = [&one](const QString &text) {
            const auto parsed = parseValue(text, Unit(), one.bench.formatter.numbers().locale());
            return parsed ? parsed->value : std::numeric_limits<double>::quiet_NaN();
        };
        const QString shown = one.said(Column::Value, Qt::DisplayRole);
        // The largest is shown rounded up to 1.798e308, which is no double.
        if (value < std::numeric_limits<double>::max())
            QVERIFY2(std::abs(number(shown) / value - 1) < 1e-3, qPrintable(shown));
        const QString toolTip = one.said(Column::Value, Qt::ToolTipRole);
        QVERIFY2(std::bit_cast<std::uint64_t>(number(toolTip)) ==
                     std::bit_cast<std::uint64_t>(value),
                 qPrintable(toolTip));
        const QString copied = one.copied(Column::Value);
        QVERIFY2(std::bit_cast<std::uint64_t>(number(copied)) ==
                     std::bit_cast<std::uint64_t>(value),
                 qPrintable(copied));
    }
};

TIDEMARK_TEST(ExactCellsTest)
#include "exact_cells_test.moc"
