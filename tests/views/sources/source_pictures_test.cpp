// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the dialogs about sources in both looks, written to the folder TIDEMARK_PICTURES when
// that is set. In none of them a control is cut.
#include "tests/app/clipping.h"
#include "tests/support/test_registry.h"
#include "tests/views/sources/source_bench.h"
#include "views/sources/source_dialog.h"

#include <QComboBox>
#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class SourcePictures final : public QObject
{
    Q_OBJECT

    /// Waits for the layouts, looks for cut controls and keeps the picture.
    static void take(QWidget &widget, const QString &scene)
    {
        QTest::qWait(30); // one more turn of the event loop, for the layouts
        const bool isDark = QString::fromLatin1(QTest::currentDataTag()) == "dark"_L1;
        savePicture(widget, scene % (isDark ? u"_dark"_s : u"_light"_s));
        QCOMPARE(clippedControl(widget), QString());
        QVERIFY(widget.width() <= 1024 && widget.height() <= 640);
    }
    static void addLooks()
    {
        QTest::addColumn<theme::Mode>("mode");
        QTest::newRow("light") << theme::Mode::Light;
        QTest::newRow("dark") << theme::Mode::Dark;
    }
    static void type(const QWidget &dialog, const QString &field, const QString &text)
    {
        auto *edit = shown<QLineEdit>(dialog, field);
        QVERIFY2(edit, qPrintable(field));
        edit->clear();
        QTest::keyClicks(edit, text);
    }
    static void click(const QWidget &dialog, const QString &button)
    {
        auto *found = shown<QAbstractButton>(dialog, button);
        QVERIFY2(found, qPrintable(button));
        QTest::mouseClick(found, Qt::LeftButton, {}, QPoint(8, found->height() / 2));
    }

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void addDialog_data() { addLooks(); }
    void addDialog()
    {
        QFETCH(const theme::Mode, mode);
        SourceBench bench;
        bench.theme.setMode(mode);
        SourceDialog dialog(bench.parts(), nullptr);
        showWindow(dialog, dialog.size());
        take(dialog, u"source_add_empty"_s);

        bench.links.onCheck = [](const ConnectionDraft &) {
            ConnectionReport report;
            report.failedAt = ConnectionStep::Token;
            report.protocol = u"TLS 1.3"_s;
            report.certificate = QString(64, u'3');
            report.certificateOwner = u"CN=metrics.example, signed by R11"_s;
            report.took = std::chrono::milliseconds(212);
            report.error = {ErrorCode::PermissionDenied,
                            u"metrics.example does not know this token. Copy it once more, or "
                            "make a new one there."_s,
                            u"GET /v1/users/whoami: 401 Unauthorized"_s};
            return report;
        };
        type(dialog, u"Name"_s, u"Fleet"_s);
        type(dialog, u"Address"_s, u"https://metrics.example"_s);
        type(dialog, u"Token"_s, u"not-a-real-token"_s);
        click(dialog, u"Test the connection"_s);
        QTRY_VERIFY(shown<QToolButton>(dialog, u"Show technical details"_s));
        click(dialog, u"Show technical details"_s);
        take(dialog, u"source_add_token_refused"_s);

        type(dialog, u"Address"_s, u"http://metrics.example:8080"_s);
        auto *level = shown<QComboBox>(dialog, u"What is sent by itself"_s);
        level->setFocus();
        QTest::keyClick(level, Qt::Key_Down);
        take(dialog, u"source_add_plain_http"_s);
    }

    void certificate_data() { addLooks(); }
    void certificate()
    {
        QFETCH(const theme::Mode, mode);
        SourceBench bench;
        bench.theme.setMode(mode);
        bench.links.isKeyringThere = false;
        bench.links.onCheck = [](const ConnectionDraft &) {
            ConnectionReport report;
            report.failedAt = ConnectionStep::Trust;
            report.protocol = u"TLS 1.3"_s;
            report.certificate =
                u"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"_s;
            report.certificateOwner = u"CN=metrics.lan, signed by itself"_s;
            report.error = {ErrorCode::Network,
                            u"The certificate of metrics.lan is signed by nobody that this "
                            "computer trusts."_s,
                            u"The certificate is self-signed, and untrusted"_s};
            return report;
        };
        SourceDialog dialog(bench.parts(), nullptr);
        showWindow(dialog, dialog.size());
        type(dialog, u"Name"_s, u"Workshop"_s);
        type(dialog, u"Address"_s, u"https://metrics.lan"_s);
        click(dialog, u"Test the connection"_s);
        QTRY_VERIFY(shown<QPushButton>(dialog, u"Trust this certificate"_s));
        click(dialog, u"I compared it: it is the same"_s);
        take(dialog, u"source_certificate"_s);
    }

    void editDialog_data() { addLooks(); }
    void editDialog()
    {
        QFETCH(const theme::Mode, mode);
        SourceBench bench;
        bench.theme.setMode(mode);
        const Source source = bench.addSource(u"Fleet"_s, PublishLevel::Summary);
        bench.links.setToken(source.id, SecretPlace::Keyring);
        ValueEntry entry;
        entry.metric = u"speed"_s;
        entry.at = at(u"2026-11-20T08:00:00Z"_s);
        entry.value = 3;
        entry.tags.insert(u"env"_s, u"prod"_s);
        entry.note = u"after the fix"_s;
        QVERIFY(await(bench.ports.records->enter(entry)));
        bench.links.onCheck = [](const ConnectionDraft &) {
            ConnectionReport report;
            report.protocol = u"TLS 1.3"_s;
            report.certificate = QString(64, u'3');
            report.identity.user = u"ann@fleet.example"_s;
            return report;
        };
        SourceDialog dialog(bench.parts(), bench.board.find(source.id));
        showWindow(dialog, dialog.size());
        click(dialog, u"Test the connection"_s);
        QTRY_VERIFY(shown<QToolButton>(dialog, u"Show technical details"_s));
        take(dialog, u"source_edit"_s);
    }
};

TIDEMARK_TEST(SourcePictures)
#include "source_pictures_test.moc"
