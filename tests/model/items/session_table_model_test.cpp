// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/session_table_model.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

using Column = SessionTableModel::Column;

QStringList names(const SessionTableModel &model)
{
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row)
        texts << model.index(row, 0).data().toString();
    return texts;
}

NewSession session(const QString &name, const QString &start)
{
    NewSession made;
    made.name = name;
    if (!start.isEmpty())
        made.start = at(start);
    return made;
}

} // namespace

class SessionTableModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void createsEditsAndDeletes()
    {
        StoreBench bench;
        SessionTableModel model(*bench.ports.sessions, bench.formatter, bench.clock);
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QSignalSpy changed(&model, &SessionTableModel::changeMade);
        model.load({});
        model.create(session(u"early"_s, u"2026-11-01T08:00:00Z"_s));
        model.create(session(u"late"_s, u"2026-11-02T08:00:00Z"_s));
        model.create(session(u"unknown"_s, {}));
        QTRY_COMPARE(names(model), QStringList({u"late"_s, u"early"_s, u"unknown"_s}));
        QCOMPARE(changed.count(), 3);

        QVERIFY(model.setData(model.index(1, int(Column::Name)), u"first"_s, Qt::EditRole));
        QVERIFY(
            model.setData(model.index(1, int(Column::End)), u"2026-11-01 09:30"_s, Qt::EditRole));
        QVERIFY(
            model.setData(model.index(1, int(Column::Devices)), u"rig-2, rig-1"_s, Qt::EditRole));
        QTRY_COMPARE(changed.count(), 6);
        QTRY_COMPARE(model.index(1, int(Column::Devices)).data().toString(), u"rig-1, rig-2"_s);
        QCOMPARE(model.index(1, int(Column::Name)).data().toString(), u"first"_s);
        QCOMPARE(model.summary(1)->session.end, std::optional(at(u"2026-11-01T09:30:00Z"_s)));

        model.remove({model.summary(0)->session.id, model.summary(2)->session.id});
        QTRY_COMPARE(names(model), QStringList({u"first"_s}));
    }

    void refusesAnEndBeforeTheStart()
    {
        StoreBench bench;
        SessionTableModel model(*bench.ports.sessions, bench.formatter, bench.clock);
        QSignalSpy refused(&model, &SessionTableModel::editRefused);
        model.load({});
        model.create(session(u"run"_s, u"2026-11-01T08:00:00Z"_s));
        QTRY_COMPARE(model.rowCount(), 1);
        QVERIFY(
            model.setData(model.index(0, int(Column::End)), u"2026-10-01 08:00"_s, Qt::EditRole));
        QTRY_COMPARE(refused.count(), 1);
        QVERIFY(!model.summary(0)->session.end);
    }

    void readsDevicesFromText_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("devices");
        QTest::newRow("nothing") << QString() << QStringList();
        QTest::newRow("one") << u" rig "_s << QStringList({u"rig"_s});
        QTest::newRow("repeated") << u"a, b,,a"_s << QStringList({u"a"_s, u"b"_s});
    }
    void readsDevicesFromText()
    {
        QFETCH(const QString, text);
        QTEST(devicesFromText(text), "devices");
    }
};

TIDEMARK_TEST(SessionTableModelTest)
#include "session_table_model_test.moc"
