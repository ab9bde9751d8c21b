// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/entry/entry_check.h"

#include <QWidget>

#include <array>
#include <utility>
#include <vector>

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QStringListModel;
class QToolButton;

namespace tidemark {

class MessageStrip;

namespace theme {
class Theme;
}

/// The fields of the entry bar in their tab order, each with its message below (E2, E8). Knows no
/// store; EntryBar fills and reads it. GUI thread.
class EntryFields final : public QWidget
{
    Q_OBJECT

public:
    /// `theme` is a loan that outlives the fields.
    explicit EntryFields(const theme::Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] EntryInput input() const;
    void showCheck(const EntryCheck &check);
    /// Says what is missing in an empty field that saving needs.
    void showMissing(EntryField field);
    /// What is typed and chosen stays. While a list is open nothing changes; listClosed() then says
    /// when to try again.
    void setChoices(const std::vector<Definition> &definitions,
                    const std::vector<Session> &sessions, const QStringList &devices);

    [[nodiscard]] QWidget *field(EntryField field) const;
    void focusField(EntryField field);
    /// Where a question about this field stands: under it for Value and Time (E8), else nullptr.
    [[nodiscard]] MessageStrip *questionUnder(EntryField field) const;
    [[nodiscard]] QLineEdit *value() const { return m_value; }
    void setMetric(const QString &name);
    void setValueText(const QString &text);
    void setTimeText(const QString &text);
    /// Chooses a session of those offered, or none.
    [[nodiscard]] bool offersSession(const QString &uid) const;
    void setSession(const std::optional<QString> &uid);
    /// Chooses this session; it is offered until another one is chosen.
    void restoreSession(const Session &session);
    void setDevice(const std::optional<QString> &name);
    /// Chooses the session's only device, where it has one.
    void inferDevice();
    void setTagsText(const QString &text);
    void setNoteText(const QString &text);
    [[nodiscard]] bool isTimePinned() const;
    void setTimePinned(bool pinned);
    /// After saving: Value and Note go, Time returns to now unless pinned (E3).
    void readyNext();
    void clearAll();
    [[nodiscard]] bool isEmpty() const; ///< nothing typed that Esc would clear

Q_SIGNALS:
    void edited();
    void pinToggled(bool pinned);
    void saveClicked();
    void closeClicked();
    void listClosed(); ///< setChoices() was put off for it

protected:
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void addField(EntryField field, const QString &name, const QString &key, QWidget *widget,
                  int row, int column, int columns = 1);
    void placeFields(QWidget *close);
    void connectFields();
    void onSessionChanged();
    void showSessionChoices(std::vector<Session> sessions);
    void showDeviceChoices();
    /// What is typed as time; while a session is chosen the field shows the session's.
    [[nodiscard]] QString ownTime() const;
    void showMessage(EntryField field, const FieldMessage &message);
    [[nodiscard]] std::optional<Session> chosenSession() const;
    [[nodiscard]] DeviceChoice chosenDevice() const;

    QGridLayout *m_grid;
    QLineEdit *m_metric;
    QStringListModel *m_names;
    QLineEdit *m_value;
    QLabel *m_unit;
    QLineEdit *m_time;
    QToolButton *m_pin;
    QComboBox *m_session;
    QComboBox *m_device;
    QLineEdit *m_tags;
    QLineEdit *m_note;
    QPushButton *m_save;
    MessageStrip *m_valueQuestion;
    MessageStrip *m_timeQuestion;
    QString m_ownTime; ///< kept while a session is chosen
    std::array<QLabel *, static_cast<std::size_t>(EntryField::Count)> m_messages{};
    std::vector<Session> m_sessions; ///< those offered, and the chosen one
    QStringList m_devices;
    std::vector<std::pair<QString, DeviceChoice::Mode>> m_deviceChoices; ///< as they are listed
};

} // namespace tidemark
