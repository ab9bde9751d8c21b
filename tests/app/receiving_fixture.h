// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/receiver_desk.h"
#include "services/net/network_thread.h"
#include "services/receiving/thread_receiver.h"
#include "services/sources/source_tokens.h"
#include "tests/app/source_fixture.h"
#include "tests/services/sources/memory_secrets.h"
#include "views/sources/receiving_page.h"
#include "views/sources/sources_dialog.h"
#include "views/tables/data_table.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>

namespace tidemark::test {

/// A window whose receivers are the program's own.
struct ReceivingFixture : SourceFixture
{
    ReceivingFixture()
    {
        window = std::make_unique<MainWindow>(ProgramParts{
            &clock, &theme, &settings, WindowUse::Interactive, false,
            [this](store::LocalStore &store, const Clock &) {
                auto made = std::make_unique<FakeSourceLinks>(store.ports());
                links = made.get();
                return made;
            },
            [this](store::LocalStore &store, const Clock &theClock) {
                return StoreReceivers{
                    receiving::threadReceivers({store.ports(), &theClock, &network, &tokens},
                                               store.shared_from_this(), ending),
                    [this] { return ending.ended(); }, &network, &tokens};
            }});
        window->resize(1280, 800);
        window->show();
    }
    ~ReceivingFixture() { window.reset(); } // before what it receives by

    /// The page, brought up as a person does where it is not open.
    ReceivingPage &page() const
    {
        const auto open = [this] {
            const auto *dialog = window->findChild<SourcesDialog *>();
            return dialog && dialog->isVisible() ? dialog->receiving() : nullptr;
        };
        if (!open())
            trigger(QStringLiteral("metric.receive"));
        return *open();
    }
    [[nodiscard]] QStringList row(int at) const
    {
        const DataTable &table = *page().table();
        QStringList cells;
        for (int column = 0; column < table.model()->columnCount(); ++column)
            cells << table.model()->index(at, column).data().toString();
        return cells;
    }
    /// Of the receiver of that name; the column by its title.
    [[nodiscard]] QString cell(const QString &name, const QString &title) const
    {
        const QAbstractItemModel &model = *page().table()->model();
        for (int at = 0; at < model.rowCount(); ++at) {
            for (int column = 0; column < model.columnCount(); ++column) {
                if (model.index(at, 0).data().toString() == name &&
                    model.headerData(column, Qt::Horizontal).toString() == title)
                    return model.index(at, column).data().toString();
            }
        }
        return QStringLiteral("no such cell");
    }
    void selectRow(const QString &name) const
    {
        DataTable &table = *page().table();
        for (int at = 0; at < table.model()->rowCount(); ++at) {
            if (table.model()->index(at, 0).data().toString() != name)
                continue;
            const QRect place = table.visualRect(table.model()->index(at, 0));
            QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, place.center());
            QCOMPARE(table.selectedRows(), QList<int>{at});
            return;
        }
        QFAIL(qPrintable(name));
    }
    /// The form that is open.
    [[nodiscard]] static QDialog *form()
    {
        auto *dialog = qobject_cast<QDialog *>(QApplication::activeModalWidget());
        return dialog && dialog->objectName() == QStringLiteral("receiverDialog") ? dialog
                                                                                  : nullptr;
    }
    /// Opens the form for a new one and chooses its type by the keyboard.
    void openForm(ReceiverKind kind) const
    {
        click(page(), QStringLiteral("Add receiver…"));
        QTRY_VERIFY(form() && isDialogReady());
        auto *type = shown<QComboBox>(*form(), QStringLiteral("Type"));
        QVERIFY(type && type->hasFocus());
        for (int i = 0; i < static_cast<int>(kind); ++i)
            QTest::keyClick(type, Qt::Key_Down);
        QCOMPARE(type->currentData().toInt(), static_cast<int>(kind));
    }
    static void type(const QString &field, const QString &text)
    {
        auto *edit = shown<QLineEdit>(*form(), field);
        QVERIFY2(edit, qPrintable(field));
        QTest::mouseClick(edit, Qt::LeftButton);
        edit->selectAll();
        QTest::keyClicks(edit, text);
    }
    /// Seconds.
    static void typeInterval(const QString &text)
    {
        auto *edit = shown<QDoubleSpinBox>(*form(), QStringLiteral("Interval"));
        QVERIFY(edit);
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
    }
    /// Adds one through the form and waits until the form is gone.
    void add(ReceiverKind kind, const QString &name, const QString &address) const
    {
        openForm(kind);
        if (QTest::currentTestFailed())
            return;
        type(QStringLiteral("Name"), name);
        type(QStringLiteral("Address"), address);
        if (kind != ReceiverKind::Otlp)
            typeInterval(QStringLiteral("0.1"));
        click(*form(), QStringLiteral("Add receiver"));
        QTRY_VERIFY(!form());
    }

    MemorySecrets keyring{SecretPlace::Keyring};
    MemorySecrets session{SecretPlace::Session};
    SourceTokens tokens{keyring, session};
    net::NetworkThread network;
    receiving::EndingReceivers ending; // its runs use the rest
};

/// The port at the end of an address.
[[nodiscard]] inline quint16 portAt(const QString &address)
{
    return address.section(u':', -1).toUShort();
}

} // namespace tidemark::test
