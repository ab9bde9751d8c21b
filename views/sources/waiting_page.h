// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/domain/outbox.h"
#include "views/sources/source_parts.h"

#include <QFuture>
#include <QWidget>

#include <array>
#include <functional>
#include <optional>
#include <vector>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QTimer;
class QToolButton;

namespace tidemark {

class ConflictView;
class DataTable;
class MessageStrip;
class OutboxTableModel;
class StateOverlay;

namespace theme {
class SegmentedButtons;
}

/// What waits to be sent to a source, and what a person can do about what does not go (R4, S4, P4).
/// GUI thread.
class WaitingPage final : public QWidget
{
    Q_OBJECT

public:
    explicit WaitingPage(const SourceParts &parts, QWidget *parent = nullptr);

    void setSource(SourceId source);
    /// Shows only what needs a person.
    void showAttention();
    void setReadOnly(const QString &reason);
    [[nodiscard]] DataTable *table() const { return m_table; }

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    enum class Filter
    {
        All,
        Waiting,
        Attention
    };
    /// Of a conflict. Until its answer is shown nothing else can be decided.
    enum class Decision
    {
        None,
        Asked,
        Answered
    };

    /// A person can mend its value or name.
    [[nodiscard]] static bool canEdit(const OutboxItem &item);
    void buildView();
    QPushButton *addButton(QHBoxLayout *line, const QString &text, const QString &help,
                           void (WaitingPage::*run)());
    void connectModel();
    [[nodiscard]] SourceId source() const;
    [[nodiscard]] std::optional<OutboxState> filter() const;
    [[nodiscard]] std::vector<OutboxItem> selected() const;
    [[nodiscard]] std::vector<OutboxItemId> selectedIds() const;
    void readSources();
    void reload();
    void showCounts();
    void showDelivery();
    void showState();
    void showCurrent();
    void sendNow();
    void retry();
    void edit();
    void discard();
    void keepMine();
    void takeTheirs();
    void copyList();
    template <class T>
    void tell(const QFuture<Result<T>> &work, std::function<void()> then = {});
    template <class T>
    void decide(const QFuture<Result<T>> &work);
    void endDecision();

    SourceParts m_parts;
    OutboxTableModel *m_model;
    DataTable *m_table;
    StateOverlay *m_overlay;
    QComboBox *m_source;
    theme::SegmentedButtons *m_filter;
    std::array<QToolButton *, 3> m_segments{}; ///< by Filter
    MessageStrip *m_delivery;                  ///< why nothing goes out, while that is so
    MessageStrip *m_strip;
    QLabel *m_reason;
    ConflictView *m_conflict;
    QPushButton *m_send = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_retry = nullptr;
    QPushButton *m_edit = nullptr;
    QPushButton *m_discard = nullptr;
    QTimer *m_reloadTimer;
    QString m_readOnlyReason;
    Decision m_decision = Decision::None;
    bool m_selectsFirst = true; ///< when nothing is selected
};

} // namespace tidemark
