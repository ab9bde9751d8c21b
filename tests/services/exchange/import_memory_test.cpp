// SPDX-License-Identifier: GPL-3.0-or-later
// Large files of every text format, made on the fly: memory does not grow with them (I9).
#include "services/exchange/import_pass.h"
#include "services/exchange/import_row_parser.h"

#include "tests/support/test_registry.h"

#include <QFile>
#include <QIODevice>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::exchange;

namespace {

// `start`, then `row` again and again with `between`, then `end`.
class RowsDevice final : public QIODevice
{
public:
    RowsDevice(QByteArray start, QByteArray row, QByteArray between, QByteArray end, qint64 size)
        : m_waiting(std::move(start) + row)
        , m_row(std::move(between) + row)
        , m_end(std::move(end))
        , m_left(size)
    {
        setOpenMode(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 maxSize) override
    {
        while (m_waiting.size() - m_at < maxSize && m_left > 0) {
            m_waiting.remove(0, m_at);
            m_at = 0;
            const qint64 count = std::max<qint64>(1, (maxSize - m_waiting.size()) / m_row.size());
            m_waiting += m_row.repeated(count);
            m_left -= count * m_row.size();
            if (m_left <= 0)
                m_waiting += m_end;
        }
        const qint64 size = std::min<qint64>(maxSize, m_waiting.size() - m_at);
        std::copy_n(m_waiting.constData() + m_at, size, data);
        m_at += size;
        return size;
    }
    qint64 writeData(const char * /*data*/, qint64 /*size*/) override { return -1; }

private:
    QByteArray m_waiting;
    QByteArray m_row;
    QByteArray m_end;
    qint64 m_left;
    qint64 m_at = 0;
};

// Of this process, resident; from Linux's /proc.
qint64 residentKilobytes()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = status.readAll();
    const qsizetype at = text.indexOf("VmRSS:");
    return text.mid(at + 6, text.indexOf("kB", at) - at - 6).trimmed().toLongLong();
}

ImportPlan planOf(ImportFormat format)
{
    ImportPlan plan;
    plan.format = format;
    const auto roles = format == ImportFormat::Prometheus
                           ? std::vector{ColumnRole::Metric, ColumnRole::Kind, ColumnRole::Unit,
                                         ColumnRole::Value,  ColumnRole::Time, ColumnRole::Tags}
                           : std::vector{ColumnRole::Time, ColumnRole::Metric, ColumnRole::Value,
                                         ColumnRole::Tags};
    for (const ColumnRole role : roles)
        plan.columns.push_back({columnRoleKey(role), role});
    plan.notation = TimeNotation::EpochMilliseconds;
    plan.target = ImportTarget::Samples;
    return plan;
}

} // namespace

class ImportMemoryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void memoryDoesNotGrowWithTheFile_data()
    {
        QTest::addColumn<ImportFormat>("format");
        QTest::addColumn<QByteArray>("start");
        QTest::addColumn<QByteArray>("row");
        QTest::addColumn<QByteArray>("between");
        QTest::addColumn<QByteArray>("end");
        const QByteArray object =
            "{\"time\":1750000000000,\"metric\":\"m\",\"value\":0.5,\"tags\":{\"host\":\"a\"},"
            "\"text\":\"" +
            QByteArray(400, 'x') + "\"}";
        QTest::newRow("JSON Lines") << ImportFormat::JsonLines << QByteArray() << object
                                    << QByteArray("\n") << QByteArray("\n");
        QTest::newRow("JSON") << ImportFormat::Json << QByteArray("{\"rows\":[") << object
                              << QByteArray(",\n") << QByteArray("]}");
        QTest::newRow("Prometheus")
            << ImportFormat::Prometheus << QByteArray("# TYPE m gauge\n")
            << QByteArray("m{text=\"" + QByteArray(400, 'x') + "\"} 0.5 1750000000000")
            << QByteArray("\n") << QByteArray("\n");
    }
    void memoryDoesNotGrowWithTheFile()
    {
        QFETCH(const ImportFormat, format);
        QFETCH(const QByteArray, start);
        QFETCH(const QByteArray, row);
        QFETCH(const QByteArray, between);
        QFETCH(const QByteArray, end);
        bool isGiven = false;
        const int given = qEnvironmentVariableIntValue("TIDEMARK_IMPORT_MEGABYTES", &isGiven);
        const qint64 size = qint64{isGiven ? given : 60} * 1024 * 1024;
        RowsDevice device(start, row, between, end, size);
        const ImportPlan plan = planOf(format);
        const auto reader = makeTextReader(device, plan, {}, false);
        ImportRowParser parser(plan);
        std::vector<ImportRow> values;
        std::vector<RejectedRow> rejected;
        TableRow read;
        qint64 rows = 0;
        const qint64 before = residentKilobytes();
        qint64 most = before;
        for (;;) {
            const auto more = reader->next(read);
            QVERIFY2(more, more ? "" : qPrintable(more.error().message));
            if (!*more)
                break;
            values.clear();
            parser.parse(read, values, rejected);
            QVERIFY(rejected.empty());
            QCOMPARE(values.size(), std::size_t{1});
            if (++rows % 10'000 == 0)
                most = std::max(most, residentKilobytes());
        }
        QVERIFY(rows * row.size() > size / 2);
#ifdef __SANITIZE_ADDRESS__
        constexpr qint64 kMost_kib = 350'000; // its quarantine keeps 256 MiB of what was freed
#else
        constexpr qint64 kMost_kib = 24'000;
#endif
        QVERIFY2(most - before < kMost_kib,
                 qPrintable(u"%1 kB for %2 rows"_s.arg(most - before).arg(rows)));
    }
};

TIDEMARK_TEST(ImportMemoryTest)
#include "import_memory_test.moc"
