//! What this capability hears of, one topic a file.

mod approval;
mod raise;
mod reminder;
mod user;

use operation::Subscriber;

pub(crate) fn subscribers() -> Vec<Subscriber> {
    vec![
        Subscriber {
            topic: "notification.raise",
            run: raise::heard,
        },
        Subscriber {
            topic: "reminder.due",
            run: reminder::heard,
        },
        Subscriber {
            topic: "approval.asked",
            run: approval::heard,
        },
        Subscriber {
            topic: "user.deleted",
            run: user::heard,
        },
    ]
}
