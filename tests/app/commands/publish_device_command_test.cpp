// SPDX-License-Identifier: GPL-3.0-or-later
// `tidemark publish`, to another program that serves a store: with which device (R2).
#include "tests/app/commands/source_command_case.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

class PublishDeviceCommandTest : public SourceCommandCase
{
    Q_OBJECT

private Q_SLOTS:
    void sendsWithTheDeviceThatIsChosen();
    void tellsWithWhichDeviceBeforeItSends();
    void saysWhichChoiceOfADeviceItReplaces();
    void refusesMoreThanOneChoiceOfADevice_data();
    void refusesMoreThanOneChoiceOfADevice();
};

// R2: the device as recorded, inferred, none or chosen.
void PublishDeviceCommandTest::sendsWithTheDeviceThatIsChosen()
{
    const auto added = run({u"add"_s, u"load"_s, u"1.5"_s, u"--at"_s, u"2026-05-01T10:00:00Z"_s,
                            u"--device"_s, u"rig"_s});
    QVERIFY2(added.exitCode == 0, added.err.constData());
    addFar();
    setEnvironmentToken();
    const auto deviceThere = [this] {
        return runTidemark({u"query"_s, u"load"_s, u"--format"_s, u"json"_s, u"--store"_s, m_there})
            .out;
    };
    const QStringList publish{u"publish"_s, u"far"_s, u"load"_s};
    QCOMPARE(run(publish).exitCode, 0);
    QVERIFY2(deviceThere().contains("\"rig\""), deviceThere().constData());
    QCOMPARE(run(publish + QStringList{u"--send-device"_s, u"lab"_s}).exitCode, 0);
    QVERIFY2(deviceThere().contains("\"lab\""), deviceThere().constData());
    QCOMPARE(run(publish + QStringList{u"--send-no-device"_s}).exitCode, 0);
    QVERIFY2(!deviceThere().contains("\"lab\"") && !deviceThere().contains("\"rig\""),
             deviceThere().constData());
    // Without an option each goes as it is recorded here.
    QCOMPARE(run(publish).exitCode, 0);
    QVERIFY2(deviceThere().contains("\"rig\""), deviceThere().constData());
}

void PublishDeviceCommandTest::tellsWithWhichDeviceBeforeItSends()
{
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s); // its session has no device
    addFar();
    const QStringList dryRun{u"publish"_s,   u"far"_s,      u"--all"_s,
                             u"--dry-run"_s, u"--format"_s, u"csv"_s};
    const auto recorded = run(dryRun);
    QVERIFY2(recorded.err.contains("the device that it has here"), recorded.err.constData());
    QVERIFY2(recorded.out.contains("uninferable,0"), recorded.out.constData());
    const auto inferred = run(dryRun + QStringList{u"--send-inferred-device"_s});
    QVERIFY2(inferred.out.contains("uninferable,1"), inferred.out.constData());
    QVERIFY2(inferred.err.contains("will refuse"), inferred.err.constData());
    const auto none = run(dryRun + QStringList{u"--send-no-device"_s});
    QVERIFY2(none.err.contains("without a device"), none.err.constData());
    const auto chosen = run(dryRun + QStringList{u"--send-device"_s, u"lab"_s});
    QVERIFY2(chosen.err.contains("the device lab, which will be made there"),
             chosen.err.constData());
    // Sent all the same, it ends as an item for a person, with a word what to do.
    setEnvironmentToken();
    const auto sent = run(
        {u"publish"_s, u"far"_s, u"--all"_s, u"--send-inferred-device"_s, u"--format"_s, u"csv"_s});
    QCOMPARE(sent.exitCode, 3);
    QVERIFY2(sent.out.contains("with a chosen device or with none"), sent.out.constData());
    QCOMPARE(run({u"publish"_s, u"far"_s, u"--all"_s, u"--send-no-device"_s}).exitCode, 0);
}

// R2: a choice is kept with its records until another is asked for, which is said.
void PublishDeviceCommandTest::saysWhichChoiceOfADeviceItReplaces()
{
    const QByteArray one = "1 of these records went with another choice of device before";
    const QByteArray two = "2 of these records went with another choice of device before";
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    addFar();
    setEnvironmentToken();
    const QStringList publish{u"publish"_s, u"far"_s, u"load"_s};
    const QStringList lab = publish + QStringList{u"--send-device"_s, u"lab"_s};
    const auto said = [this](const QStringList &arguments) {
        const auto done = run(arguments);
        return done.exitCode == 0 ? done.err : QByteArray("failed: " + done.err);
    };
    const auto replaced = [this](const QStringList &arguments) {
        for (const auto &row : json(arguments + QStringList{u"--dry-run"_s})) {
            if (row[u"what"] == u"replaced_devices"_s)
                return row[u"count"].toInt(-1);
        }
        return -1;
    };
    QCOMPARE(replaced(lab), 0);
    QVERIFY(!said(lab).contains("another choice"));
    addAt(u"load"_s, u"2.5"_s, u"2026-05-02T10:00:00Z"_s);
    QCOMPARE(replaced(publish), 1);
    const QByteArray foreseen = said(publish + QStringList{u"--dry-run"_s});
    QVERIFY2(foreseen.contains(one), foreseen.constData());
    const auto same = said(publish + QStringList{u"--send-device"_s, u" lab "_s});
    QVERIFY2(!same.contains("another choice") && !same.contains("failed"), same.constData());
    const QByteArray none = said(publish + QStringList{u"--send-no-device"_s});
    QVERIFY2(none.contains(two), none.constData());
    const QByteArray back = said(publish); // each with its own again
    QVERIFY2(back.contains(two), back.constData());
    QVERIFY(!said(publish).contains("another choice"));
}

void PublishDeviceCommandTest::refusesMoreThanOneChoiceOfADevice_data()
{
    QTest::addColumn<QStringList>("options");
    const QString device = u"--send-device"_s;
    const QString inferred = u"--send-inferred-device"_s;
    const QString none = u"--send-no-device"_s;
    QTest::newRow("chosen and none") << QStringList{u"--all"_s, device, u"a"_s, none};
    QTest::newRow("chosen and inferred") << QStringList{u"--all"_s, device, u"a"_s, inferred};
    QTest::newRow("inferred and none") << QStringList{u"--all"_s, inferred, none};
    QTest::newRow("two devices") << QStringList{u"--all"_s, device, u"a"_s, device, u"b"_s};
    QTest::newRow("an empty name") << QStringList{u"--all"_s, device, QString()};
    QTest::newRow("no records") << QStringList{none};
}

void PublishDeviceCommandTest::refusesMoreThanOneChoiceOfADevice() // Z5
{
    QFETCH(const QStringList, options);
    addFar();
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    const auto refused = run(QStringList{u"publish"_s, u"far"_s, u"--dry-run"_s} + options);
    QCOMPARE(refused.exitCode, 2);
    QVERIFY(!refused.err.isEmpty());
}

TIDEMARK_TEST(PublishDeviceCommandTest)
#include "publish_device_command_test.moc"
