// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/browser/keeping_question.h"

#include "model/core/continue_on.h"
#include "model/core/plural_count.h"
#include "model/domain/formatter.h"
#include "model/ports/series_store.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::KeepingQuestion)
};

/// What goes, where it is known; nothing is known of damaged samples.
struct Asked
{
    QString title;
    QString effect;
};

Asked askedFor(const Result<std::int64_t> &aged, const QString &name, Timedelta keep,
               const Formatter &formatter)
{
    if (!aged)
        return {Text::tr("Keep samples of \"%1\" for %2 only? How many older ones there are cannot "
                         "be told: %3")
                    .arg(name, keepingText(keep), aged.error().message),
                Text::tr("Remove the older samples")};
    const QString count = formatter.numbers().fullCount(*aged);
    return {Text::tr("Keep samples of \"%1\" for %2 only? There are %3 older ones.")
                .arg(name, keepingText(keep), count),
            Text::tr("Remove %1 sample(s)", nullptr, pluralCount(*aged)).arg(count)};
}

void ask(const Asked &asked, QWidget *parent, std::function<void()> agreed)
{
    auto *question = new QMessageBox(parent);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setIcon(QMessageBox::Warning);
    question->setWindowTitle(Text::tr("Keep samples"));
    question->setTextFormat(Qt::PlainText);
    question->setText(asked.title);
    question->setInformativeText(
        Text::tr("What is removed for its age does not come back, also when the change is undone, "
                 "and steps that wrote it cannot be undone any more."));
    auto *remove = new QPushButton(asked.effect);
    remove->setProperty("variant", u"danger"_s);
    question->addButton(remove, QMessageBox::DestructiveRole);
    QPushButton *cancel = question->addButton(QMessageBox::Cancel);
    question->setDefaultButton(cancel);
    question->setEscapeButton(cancel);
    QObject::connect(question, &QMessageBox::buttonClicked, parent,
                     [remove, agreed = std::move(agreed)](const QAbstractButton *button) {
                         if (button == remove)
                             agreed();
                     });
    question->open();
}

} // namespace

void askAboutKeeping(SeriesStore &store, const Definition &metric, Timedelta keep,
                     const Formatter &formatter, QWidget *parent, std::function<void()> agreed)
{
    continueOn(parent, store.countAged(metric.id, keep),
               [name = metric.name, keep, &formatter, parent,
                agreed = std::move(agreed)](const Result<std::int64_t> &aged) {
                   if (aged && *aged == 0)
                       agreed();
                   else
                       ask(askedFor(aged, name, keep, formatter), parent, agreed);
               });
}

} // namespace tidemark
