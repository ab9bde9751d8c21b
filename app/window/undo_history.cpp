// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/undo_history.h"

#include "model/core/continue_on.h"
#include "model/ports/store_events.h"

#include <QUndoCommand>

#include <algorithm>
#include <utility>

namespace tidemark {

namespace {

/// A change that the store takes back; the stack's own undo and redo do nothing to it.
class StoreStep final : public QUndoCommand
{
public:
    StoreStep(ChangeId change, const QString &label)
        : QUndoCommand(label)
        , m_change(change)
    {}
    [[nodiscard]] ChangeId change() const { return m_change; }
    /// It can never be taken back or repeated: the stack's next step over it removes it.
    void giveUp() const { m_isGivenUp = true; }
    void undo() override { setObsolete(m_isGivenUp); }
    void redo() override { setObsolete(m_isGivenUp); }

private:
    ChangeId m_change;
    mutable bool m_isGivenUp = false; // the stack shows its commands, but not to change them
};

class LayoutStep final : public QUndoCommand
{
public:
    /// `asked`: how many changes of the store were asked for before it.
    LayoutStep(const QString &label, std::uint64_t asked, std::function<void()> undo,
               std::function<void()> redo)
        : QUndoCommand(label)
        , m_asked(asked)
        , m_undo(std::move(undo))
        , m_redo(std::move(redo))
    {}
    [[nodiscard]] std::uint64_t asked() const { return m_asked; }
    void undo() override { m_undo(); }
    void redo() override
    {
        // push() calls redo() once for what has been done already.
        if (std::exchange(m_isPushed, true))
            m_redo();
    }

private:
    std::uint64_t m_asked;
    std::function<void()> m_undo;
    std::function<void()> m_redo;
    bool m_isPushed = false;
};

/// Another window or program on the same store has taken the step back, or repeated it.
bool isThereAlready(const Error &error)
{
    return error.code == ErrorCode::InvalidArgument;
}

} // namespace

UndoHistory::UndoHistory(ChangeJournal &journal, StoreEvents &events, QObject *parent)
    : QObject(parent)
    , m_journal(journal)
{
    m_stack.setUndoLimit(kSteps);
    connect(this, &UndoHistory::changed, this, [this] { m_couldUndo = canUndo(); });
    connect(&m_stack, &QUndoStack::indexChanged, this, &UndoHistory::changed);
    connect(&m_stack, &QUndoStack::indexChanged, this, &UndoHistory::onIndexChanged,
            Qt::QueuedConnection); // not while the stack empties itself at the end
    connect(&events, &StoreEvents::changed, this, &UndoHistory::readJournal);
    connect(&events, &StoreEvents::becameReadOnly, this, &UndoHistory::setReadOnly);
    connect(&events, &StoreEvents::openChangesChanged, this, &UndoHistory::onOpenChanges);
    readJournal();
}

void UndoHistory::pushLayout(const QString &label, std::function<void()> undo,
                             std::function<void()> redo)
{
    whenIdle([this, label, asked = m_journal.changesAsked(), undo = std::move(undo),
              redo = std::move(redo)] {
        m_stack.push(new LayoutStep(label, asked, undo, redo)); // the stack owns it
        m_target = m_stack.index(); // it stays, wherever goTo() was heading
    });
}

void UndoHistory::whenIdle(std::function<void()> push)
{
    if (m_isBusy)
        m_waiting.push_back(std::move(push));
    else
        push();
}

void UndoHistory::becomeIdle()
{
    m_isBusy = false;
    for (const std::function<void()> &push : std::exchange(m_waiting, {}))
        push();
}

void UndoHistory::readJournal()
{
    if (m_isReading) {
        m_readAgain = true;
        return;
    }
    m_isReading = true;
    const std::uint64_t done = m_journal.changesDone();
    continueOn(this, m_journal.changes(kSteps),
               [this, done](Result<std::vector<ChangeEntry>> answer) {
                   m_isReading = false;
                   if (answer)
                       whenIdle([this, done, changes = std::move(*answer)] {
                           addNewSteps(changes);
                           m_known = std::max(m_known, done);
                           tellOfOpenChanges();
                       });
                   if (std::exchange(m_readAgain, false))
                       readJournal();
               });
}

// With a step on the stack it makes no difference.
void UndoHistory::onOpenChanges()
{
    if (m_stack.canUndo())
        return;
    tellOfOpenChanges();
    readJournal();
}

// What became of the changes that were open meanwhile makes a difference now.
void UndoHistory::onIndexChanged()
{
    if (!m_stack.canUndo() && m_journal.changesAsked() > m_known)
        readJournal();
}

void UndoHistory::tellOfOpenChanges()
{
    if (m_couldUndo != canUndo())
        Q_EMIT changed();
}

bool UndoHistory::canUndo() const
{
    return !m_isBusy && (m_stack.canUndo() || (isReady() && m_journal.changesAsked() > m_known));
}

void UndoHistory::addNewSteps(const std::vector<ChangeEntry> &newestFirst)
{
    const std::int64_t newest = newestFirst.empty() ? 0 : newestFirst.front().id.value();
    const std::int64_t seen = std::exchange(m_lastSeen, std::max(m_lastSeen, newest));
    if (seen < 0 || m_isReadOnly)
        return; // the first answer only says where this session begins
    for (auto entry = newestFirst.rbegin(); entry != newestFirst.rend(); ++entry) {
        if (entry->id.value() <= seen || entry->isUndone)
            continue;
        m_stack.push(new StoreStep(entry->id, entry->label)); // the stack owns it
        m_target = m_stack.index();
        Q_EMIT stepAdded(entry->id, entry->label);
    }
}

void UndoHistory::undo()
{
    if (m_isBusy || !isReady())
        return;
    const auto *layout = dynamic_cast<const LayoutStep *>(m_stack.command(m_stack.index() - 1));
    if (layout && layout->asked() == m_journal.changesAsked()) {
        undoLast(); // nothing of the store is newer
        return;
    }
    m_isBusy = true;
    Q_EMIT changed();
    continueOn(this, m_journal.settledChanges(kSteps),
               [this](const Result<SettledChanges> &settled) { undoAfter(settled); });
}

void UndoHistory::undoAfter(const Result<SettledChanges> &settled)
{
    if (settled)
        addNewSteps(settled->newestFirst);
    m_isBusy = false;
    if (!settled)
        Q_EMIT failed(settled.error());
    else if (!settled->isLastWithoutStep)
        undoLast();
    if (m_isBusy)
        return; // what waits goes on after the step
    becomeIdle();
    Q_EMIT changed();
}

void UndoHistory::undoLast()
{
    if (m_stack.canUndo())
        goTo(m_stack.index() - 1);
}

void UndoHistory::undo(ChangeId change)
{
    if (!m_isBusy && isNext(change))
        undoLast();
}

bool UndoHistory::isNext(ChangeId change) const
{
    const auto *step = dynamic_cast<const StoreStep *>(m_stack.command(m_stack.index() - 1));
    return step != nullptr && step->change() == change;
}

void UndoHistory::redo()
{
    if (!m_isBusy && m_stack.canRedo())
        goTo(m_stack.index() + 1);
}

void UndoHistory::goTo(int index)
{
    m_target = std::clamp(index, 0, m_stack.count());
    if (!m_isBusy && m_stack.index() != m_target)
        move(m_target < m_stack.index());
}

// Samples that their age took do not come back, nor does a step that the journal has forgotten. A
// conflict with a later change may end.
bool UndoHistory::isLasting(const Error &error) const
{
    return error.code == ErrorCode::NotFound || error.subject == ErrorSubject::Samples ||
           (m_isReadOnly && error.code == ErrorCode::ReadOnly);
}

void UndoHistory::move(bool back)
{
    const int place = back ? m_stack.index() - 1 : m_stack.index();
    const auto stepStack = [this, back] {
        if (back)
            m_stack.undo();
        else
            m_stack.redo();
    };
    const auto *step = dynamic_cast<const StoreStep *>(m_stack.command(place));
    if (!step) {
        stepStack();
        goTo(m_target);
        return;
    }
    m_isBusy = true;
    Q_EMIT changed();
    const ChangeId change = step->change();
    continueOn(this, back ? m_journal.undo(change) : m_journal.redo(change),
               [this, stepStack, step](Result<void> answer) {
                   const bool isLost = !answer && isLasting(answer.error());
                   if (isLost)
                       step->giveUp();
                   if (answer || isLost || isThereAlready(answer.error()))
                       stepStack();
                   if (!answer)
                       m_target = m_stack.index();
                   becomeIdle();
                   Q_EMIT changed();
                   if (answer)
                       goTo(m_target);
                   else
                       Q_EMIT failed(answer.error());
               });
}

} // namespace tidemark
