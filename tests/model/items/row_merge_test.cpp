// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/cell_text.h"
#include "model/items/row_merge.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

using Row = std::pair<int, int>; // key, payload

// Follows what a view is told and so knows the keys it would show.
struct Mirror
{
    const std::vector<Row> &rows;
    std::vector<int> keys;
    int pendingFirst = 0;
    int pendingLast = 0;
    int changes = 0;

    void beginInsert(int first, int last)
    {
        pendingFirst = first;
        pendingLast = last;
    }
    void endInsert()
    {
        for (int row = pendingFirst; row <= pendingLast; ++row)
            keys.insert(keys.begin() + row, rows[static_cast<std::size_t>(row)].first);
    }
    void beginRemove(int first, int last)
    {
        keys.erase(keys.begin() + first, keys.begin() + last + 1);
    }
    void endRemove() {}
    void changed(int first, int last) { changes += last - first + 1; }
};

std::vector<Row> randomRows(std::mt19937 &random)
{
    std::vector<Row> rows;
    for (int key = 0; key < 30; ++key)
        if (random() % 2 == 0)
            rows.emplace_back(key, static_cast<int>(random() % 3));
    return rows;
}

} // namespace

class RowMergeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void heldRowsAreBroughtUpToDateInPlace()
    {
        const std::vector<Row> rows{{1, 0}, {3, 0}, {5, 0}, {7, 0}};
        const std::vector<Row> wanted{{0, 1}, {3, 1}, {4, 1}, {7, 1}, {9, 1}};
        const auto less = [](const Row &a, const Row &b) { return a.first < b.first; };
        QCOMPARE(inPlace(rows, wanted, less), (std::vector<Row>{{1, 0}, {3, 1}, {5, 0}, {7, 1}}));
        QCOMPARE(inPlace(rows, {}, less), rows);
    }

    void tellsViewsExactlyWhatHappened()
    {
        const unsigned seed = std::random_device{}();
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        for (int round = 0; round < 2000; ++round) {
            std::vector<Row> rows = randomRows(random);
            const std::vector<Row> before = rows;
            const std::vector<Row> wanted = randomRows(random);
            Mirror mirror{rows, {}};
            for (const Row &row : rows)
                mirror.keys.push_back(row.first);
            mergeRows(
                rows, wanted, [](const Row &a, const Row &b) { return a.first < b.first; },
                [](Row &old, const Row &fresh) {
                    const bool isChanged = old != fresh;
                    old = fresh;
                    return isChanged;
                },
                mirror);
            QCOMPARE(rows, wanted);
            std::vector<int> keys;
            int changed = 0;
            for (const Row &row : wanted) {
                keys.push_back(row.first);
                changed += static_cast<int>(
                    std::count_if(before.begin(), before.end(), [&row](const Row &old) {
                        return old.first == row.first && old.second != row.second;
                    }));
            }
            QCOMPARE(mirror.keys, keys);
            QCOMPARE(mirror.changes, changed);
        }
    }

    void readsTags_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<TagMap>("tags");
        QTest::newRow("none") << u"  "_s << TagMap();
        QTest::newRow("one") << u"env=prod"_s << TagMap{{u"env"_s, u"prod"_s}};
        QTest::newRow("two, comma") << u"a=1, b=2"_s << TagMap{{u"a"_s, u"1"_s}, {u"b"_s, u"2"_s}};
        QTest::newRow("two, space") << u"b=2 a=1"_s << TagMap{{u"a"_s, u"1"_s}, {u"b"_s, u"2"_s}};
        QTest::newRow("quoted") << u"note=\"a, \"\"b\"\"=c\""_s
                                << TagMap{{u"note"_s, u"a, \"b\"=c"_s}};
    }
    void readsTags()
    {
        QFETCH(const QString, text);
        QFETCH(const TagMap, tags);
        const auto read = tagsFromText(text);
        QVERIFY(read.has_value());
        QCOMPARE(*read, tags);
        const auto again = tagsFromText(tagsText(tags));
        QVERIFY(again.has_value());
        QCOMPARE(*again, tags);
    }

    void refusesWhatIsNoTag_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"env", "env=", "=prod", "env=prod other"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void refusesWhatIsNoTag()
    {
        QFETCH(const QString, text);
        const auto read = tagsFromText(text);
        QVERIFY(!read.has_value());
        QCOMPARE(read.error().code, ErrorCode::InvalidArgument);
    }
};

TIDEMARK_TEST(RowMergeTest)
#include "row_merge_test.moc"
