// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the dialogs about sources in both looks, written to the folder TIDEMARK_PICTURES when
// that is set. In none of them a control is cut.
#include "tests/app/clipping.h"
#include "tests/support/test_registry.h"
#include "tests/views/sources/source_bench.h"
#include "views/sources/outbox_edit_dialog.h"
#include "views/sources/source_dialog.h"
#include "views/sources/sources_dialog.h"
#include "views/sources/sources_page.h"
#include "views/sources/token_dialog.h"
#include "views/sources/waiting_page.h"
#include "views/tables/data_table.h"

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
        QTRY_COMPARE(clippedControl(widget), QString());
        const bool isDark = QString::fromLatin1(QTest::currentDataTag()) == "dark"_L1;
        savePicture(widget, scene % (isDark ? u"_dark"_s : u"_light"_s));
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
    /// Values that wait, and of each kind of trouble one.
    static void fillOutbox(SourceBench &bench, SourceId source)
    {
        for (const QString &metric : {u"battery.level"_s, u"drive.distance_km"_s,
                                      u"drive.disengagements"_s, u"inspection.score"_s})
            bench.addValue(metric, u"2026-11-20T08:00:00Z"_s, 31.8);
        bench.refuse(source, u"battery.level"_s, AttentionReason::Refused,
                     u"The value is outside of what Fleet takes: 0 to 100."_s);
        RemoteImage theirs;
        theirs.value = 29.4;
        theirs.device = u"truck-7"_s;
        bench.refuse(source, u"drive.distance_km"_s, AttentionReason::Conflict,
                     u"Somebody changed it there too."_s, theirs);
        bench.refuse(source, u"inspection.score"_s, AttentionReason::Final,
                     u"Fleet keeps what it was sent once."_s);
        QTRY_COMPARE(bench.board.find(source)->delivery.counts.attention, 3);
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

    void sourcesInSeveralStates_data() { addLooks(); }
    void sourcesInSeveralStates()
    {
        QFETCH(const theme::Mode, mode);
        SourceBench bench;
        bench.theme.setMode(mode);
        SourcesDialog dialog(bench.parts());
        showWindow(dialog, dialog.size());
        take(dialog, u"sources_none"_s);
        const Source archive = bench.addSource(u"Archive"_s, PublishLevel::Off);
        const Source depot =
            bench.addSource(u"Depot"_s, PublishLevel::Summary, u"https://depot.example:8443"_s);
        const Source fleet = bench.addSource(u"Fleet"_s);
        const Source locker = bench.addSource(u"Locker"_s);
        const Source rig =
            bench.addSource(u"Test rig"_s, PublishLevel::Detailed, u"https://rig.lan"_s);
        const Source trucks = bench.addSource(u"Trucks"_s);
        fillOutbox(bench, fleet.id);
        for (const Source &source : {archive, depot, fleet, rig})
            bench.links.setContact(source.id, at(u"2026-11-20T11:58:00Z"_s));
        bench.links.setToken(fleet.id, SecretPlace::Keyring);
        bench.links.setDelivery(depot.id, DeliveryState::Waiting, {},
                                std::chrono::minutes(4) + std::chrono::seconds(12));
        bench.links.setDelivery(
            fleet.id, DeliveryState::Retrying,
            Error{ErrorCode::Network,
                  u"Could not reach metrics.example. Your data is safe in the local store."_s,
                  {}},
            std::chrono::seconds(42));
        bench.links.setDelivery(
            locker.id, DeliveryState::Paused,
            Error{ErrorCode::PermissionDenied,
                  u"The keyring has not given the token of Locker yet. Unlock the keyring, or give "
                  "the token for this session under Sources, Token."_s,
                  QString(kKeyringWaits)});
        bench.links.setDelivery(
            rig.id, DeliveryState::Paused,
            Error{ErrorCode::PermissionDenied,
                  u"rig.lan does not know the token any more. Give it a new one."_s,
                  {}});
        bench.links.setDelivery(trucks.id, DeliveryState::Elsewhere);
        QTRY_COMPARE(dialog.sources().table()->model()->rowCount(), 6);
        dialog.sources().table()->selectRows(2, 2);
        take(dialog, u"sources_states"_s);
        dialog.sources().table()->selectRows(3, 3);
        take(dialog, u"sources_keyring_waits"_s);
        dialog.showTab(SourcesDialog::Tab::Privacy);
        bench.links.spokenTo = {{u"https://old.example:443"_s, at(u"2026-11-19T09:00:00Z"_s)}};
        bench.links.setContact(archive.id, at(u"2026-11-20T08:00:00Z"_s));
        take(dialog, u"sources_privacy"_s);
    }

    void configuredDialog_data() { addLooks(); }
    void configuredDialog()
    {
        QFETCH(const theme::Mode, mode);
        SourceBench bench;
        bench.theme.setMode(mode);
        bench.links.configured = std::vector<ConfiguredAccess>{
            {u"lab"_s, u"https://metrics.laboratory-of-the-north.example/tidemark"_s,
             Secret(QByteArrayView("not-a-real-token"))},
            {u"local"_s, u"http://127.0.0.1:8765"_s, Secret(QByteArrayView("neither"))}};
        SourceDialog dialog(bench.parts(), nullptr);
        showWindow(dialog, dialog.size());
        QTRY_VERIFY(shown<QComboBox>(dialog, u"Roboto configuration"_s));
        auto *profiles = shown<QComboBox>(dialog, u"Roboto configuration"_s);
        profiles->setFocus();
        QTest::keyClick(profiles, Qt::Key_Down);
        type(dialog, u"Name"_s, u"Laboratory"_s);
        take(dialog, u"source_add_configured"_s);
        bench.links.configured =
            failure(ErrorCode::InvalidArgument,
                    u"The Roboto configuration ~/.roboto/config.json is not valid JSON: it "
                    "cannot be read beyond byte 17. Mend it there."_s);
        SourceDialog broken(bench.parts(), nullptr);
        showWindow(broken, broken.size());
        take(broken, u"source_add_broken_configuration"_s);
    }

    void itemsThatWait_data() { addLooks(); }
    void itemsThatWait()
    {
        QFETCH(const theme::Mode, mode);
        SourceBench bench;
        bench.theme.setMode(mode);
        const Source fleet = bench.addSource(u"Fleet"_s);
        fillOutbox(bench, fleet.id);
        SourcesDialog dialog(bench.parts());
        showWindow(dialog, dialog.size());
        dialog.showTab(SourcesDialog::Tab::Outbox);
        DataTable &table = *dialog.outbox().table();
        QTRY_VERIFY(table.model()->rowCount() > 8);
        const auto select = [&table](const QString &state) {
            for (int row = 0; row < table.model()->rowCount(); ++row)
                if (table.model()->index(row, 5).data().toString() == state)
                    table.selectRows(row, row);
        };
        select(u"Refused"_s);
        take(dialog, u"outbox_refused"_s);
        select(u"Changed on both sides"_s);
        take(dialog, u"outbox_conflict"_s);
        click(dialog, u"Discard…"_s);
        QTRY_VERIFY(QApplication::activeModalWidget());
        take(*QApplication::activeModalWidget(), u"outbox_discard"_s);
        QTest::keyClick(QApplication::activeModalWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!QApplication::activeModalWidget());
        dialog.setReadOnly(u"This store was written by a newer version, so it can only be read."_s);
        take(dialog, u"outbox_conflict_read_only"_s);
    }

    void smallForms_data() { addLooks(); }
    void smallForms()
    {
        QFETCH(const theme::Mode, mode);
        SourceBench bench;
        bench.theme.setMode(mode);
        const Source fleet = bench.addSource(u"Fleet"_s);
        bench.links.setToken(fleet.id, SecretPlace::Keyring);
        TokenDialog token(bench.links, *bench.board.find(fleet.id), bench.theme);
        showWindow(token, token.size());
        take(token, u"source_token"_s);
        auto *place = shown<QComboBox>(token, u"Where the token is kept"_s);
        place->setFocus();
        QTest::keyClick(place, Qt::Key_Down);
        take(token, u"source_token_moved"_s);
        token.hide();
        OutboxItem item;
        item.key.kind = OutboxKind::Record;
        item.name = u"battery.level"_s;
        item.value = 130;
        item.error.message = u"The value is outside of what Fleet takes: 0 to 100."_s;
        OutboxEditDialog edit(*bench.ports.outbox, fleet.id, item, bench.formatter);
        showWindow(edit, edit.size());
        take(edit, u"outbox_edit"_s);
    }
};

TIDEMARK_TEST(SourcePictures)
#include "source_pictures_test.moc"
