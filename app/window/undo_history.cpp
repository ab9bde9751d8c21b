// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/undo_history.h"

#include "model/core/continue_on.h"
#include "model/ports/store_events.h"

#include <QSignalBlocker>
#include <QUndoCommand>

#include <algorithm>
#include <iterator>
#include <memory>
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
    [[nodiscard]] std::unique_ptr<QUndoCommand> copy() const
    {
        return std::make_unique<StoreStep>(m_change, text());
    }

private:
    ChangeId m_change;
    mutable bool m_isGivenUp = false; // the stack shows its commands, but not to change them
};

class LayoutStep final : public QUndoCommand
{
public:
    struct Deed
    {
        const QObject *owner = nullptr; ///< for comparison alone
        std::uint64_t wishes = 0;       ///< of the store, before it
        std::function<void()> undo = {};
        std::function<void()> redo = {};
    };

    LayoutStep(const QString &label, Deed deed)
        : QUndoCommand(label)
        , m_deed(std::move(deed))
    {}
    [[nodiscard]] const Deed &deed() const { return m_deed; }
    /// While it is not, it may change its place on the stack and nothing else.
    void setAtWork(bool on) { m_isAtWork = on; }
    void undo() override
    {
        if (m_isAtWork)
            m_deed.undo();
    }
    void redo() override
    {
        // push() calls redo() once for what has been done already.
        if (std::exchange(m_isPushed, true) && m_isAtWork)
            m_deed.redo();
    }

private:
    Deed m_deed;
    bool m_isPushed = false;
    bool m_isAtWork = true;
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
                             std::function<void()> redo, const QObject *owner)
{
    whenIdle(
        [this, label, deed = LayoutStep::Deed{owner, wishes(), std::move(undo), std::move(redo)}] {
            m_stack.push(new LayoutStep(label, deed)); // the stack owns it
            m_target = m_stack.index();                // it stays, wherever goTo() was heading
        });
}

void UndoHistory::dropLayout(const QObject *owner)
{
    whenIdle([this, owner] { removeLayout(owner); });
}

// A QUndoStack gives nothing away from its midst, so it is filled anew.
void UndoHistory::removeLayout(const QObject *owner)
{
    std::vector<std::unique_ptr<QUndoCommand>> kept;
    std::vector<LayoutStep *> layout;
    int index = 0;
    int target = 0;
    for (int i = 0; i < m_stack.count(); ++i) {
        const QUndoCommand *step = m_stack.command(i);
        if (const auto *own = dynamic_cast<const LayoutStep *>(step)) {
            if (own->deed().owner == owner)
                continue;
            auto copy = std::make_unique<LayoutStep>(own->text(), own->deed());
            copy->setAtWork(false);
            layout.push_back(copy.get());
            kept.push_back(std::move(copy));
        } else if (const auto *change = dynamic_cast<const StoreStep *>(step)) {
            kept.push_back(change->copy());
        }
        index += i < m_stack.index() ? 1 : 0;
        target += i < m_target ? 1 : 0;
    }
    if (kept.size() == static_cast<std::size_t>(m_stack.count()))
        return;
    {
        const QSignalBlocker silent(m_stack);
        m_stack.clear();
        for (std::unique_ptr<QUndoCommand> &step : kept)
            m_stack.push(step.release()); // the stack owns it
        m_stack.setIndex(index);
    }
    for (LayoutStep *step : layout)
        step->setAtWork(true);
    m_target = m_target < 0 ? m_target : target;
    onIndexChanged();
    Q_EMIT changed();
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
    if (m_isBusy)
        return false;
    return m_stack.canUndo() ||
           (isReady() && (m_expected > 0 || m_journal.changesAsked() > m_known));
}

void UndoHistory::addNewSteps(const std::vector<ChangeEntry> &newestFirst)
{
    const std::int64_t newest = newestFirst.empty() ? 0 : newestFirst.front().id.value();
    const std::int64_t seen = std::exchange(m_lastSeen, std::max(m_lastSeen, newest));
    if (seen < 0 || m_isReadOnly)
        return; // the first answer only says where this session begins
    std::vector<ChangeEntry> added;
    std::copy_if(
        newestFirst.rbegin(), newestFirst.rend(), std::back_inserter(added),
        [seen](const ChangeEntry &entry) { return entry.id.value() > seen && !entry.isUndone; });
    if (added.empty())
        return;
    {
        const QSignalBlocker silent(m_stack); // those who listen look once, not for each
        for (const ChangeEntry &entry : added)
            m_stack.push(new StoreStep(entry.id, entry.label)); // the stack owns it
    }
    m_target = m_stack.index();
    Q_EMIT changed();
    Q_EMIT stepsAdded(added);
}

std::uint64_t UndoHistory::wishes() const
{
    return m_journal.changesAsked() + m_expectations;
}

void UndoHistory::expectChange()
{
    ++m_expected;
    ++m_expectations;
    tellOfOpenChanges();
}

void UndoHistory::endExpectation(bool wasAsked)
{
    if (--m_expected > 0)
        return; // the last one is what was meant
    if (!std::exchange(m_undoWaits, false)) {
        tellOfOpenChanges();
        return;
    }
    becomeIdle();
    if (wasAsked)
        undo();
    else
        Q_EMIT changed();
}

void UndoHistory::undo()
{
    if (m_isBusy || !isReady())
        return;
    const auto *layout = dynamic_cast<const LayoutStep *>(m_stack.command(m_stack.index() - 1));
    if (layout && layout->deed().wishes == wishes()) {
        undoLast(); // nothing of the store is newer
        return;
    }
    m_isBusy = true;
    Q_EMIT changed();
    m_undoWaits = m_expected > 0;
    if (m_undoWaits)
        return;
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
