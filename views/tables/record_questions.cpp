// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tables/record_questions.h"

#include "views/tables/data_table.h"
#include "views/tables/message_strip.h"

namespace tidemark {

RecordQuestions::RecordQuestions(RecordChanges &changes, MessageStrip *strip, DataTable *table,
                                 QObject *parent)
    : QObject(parent)
    , m_changes(changes)
    , m_strip(strip)
    , m_table(table)
{
    connect(&m_changes, &RecordChanges::asked, this, &RecordQuestions::ask);
    connect(&m_changes, &RecordChanges::answered, m_strip, &MessageStrip::clear);
}

void RecordQuestions::ask(RecordChanges::Question question, const QString &text,
                          const QString &detail)
{
    if (question == RecordChanges::Question::Refused) {
        const Error error{ErrorCode::Internal, text, detail};
        m_strip->showError(error, answersTo(question));
        Q_EMIT refused(error);
        return;
    }
    m_strip->showMessage(theme::StateColor::Caution, text, answersTo(question));
    // Later: an editor that is about to close would take the focus back.
    QMetaObject::invokeMethod(this, &RecordQuestions::focusQuestion, Qt::QueuedConnection);
}

void RecordQuestions::focusQuestion()
{
    if (m_table->hasFocus() && !m_table->isEditing())
        m_strip->focusAnswer(MessageStrip::Answer::Safe);
}

StateAction RecordQuestions::answer(const QString &text, const std::function<void()> &run)
{
    return {text, [this, run] {
                m_table->setFocus(Qt::OtherFocusReason);
                run();
            }};
}

StateAction RecordQuestions::answer(const QString &text, DuplicatePolicy policy)
{
    return answer(text, [this, policy] { m_changes.answerDuplicate(policy); });
}

QList<StateAction> RecordQuestions::answersTo(RecordChanges::Question question)
{
    const auto drop = [this] { m_changes.cancel(); };
    const StateAction cancel = answer(tr("Cancel"), drop);
    switch (question) {
    case RecordChanges::Question::Future:
    case RecordChanges::Question::OutOfRange:
    case RecordChanges::Question::Changed:
        return {answer(tr("Save anyway"), [this] { m_changes.saveAnyway(); }), cancel};
    case RecordChanges::Question::Refused:
        return {answer(tr("Discard"), drop), answer(tr("Retry"), [this] { m_changes.retry(); })};
    case RecordChanges::Question::Duplicate:
        break;
    }
    QList<StateAction> answers;
    if (m_changes.canKeepBoth())
        answers << answer(tr("Keep both"), DuplicatePolicy::KeepBoth);
    return answers << answer(tr("Replace"), DuplicatePolicy::Replace) << cancel;
}

} // namespace tidemark
