//! The ledger from outside: written, killed, verified, proved and copied.

#[cfg(test)]
mod faults;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod http;
#[cfg(test)]
mod mirrors;
#[cfg(test)]
mod naive;
#[cfg(test)]
mod receipts;
#[cfg(test)]
mod sequencing;
#[cfg(test)]
mod verification;
