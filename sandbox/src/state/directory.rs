//! The directory: countries and regions, as plain data.
//!
//! Regions are known for the countries below; their ids are those of a fresh installation.

/// The countries that a fresh store sells to, one a line: code, code of three letters, name.
const COUNTRIES: &str = include_str!("countries.txt");

/// Where an address needs no postcode.
const OPTIONAL_POSTCODE: [&str; 5] = ["HK", "IE", "MO", "PA", "GB"];

/// A region of a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) id: i64,
    pub(crate) country: &'static str,
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
}

/// The regions of a country, in the order of their ids: the country, the first id, then code and name of each.
const REGIONS: [(&str, i64, &str); 3] = [
    (
        "US",
        1,
        "AL Alabama|AK Alaska|AS American Samoa|AZ Arizona|AR Arkansas|AE Armed Forces Africa|\
         AA Armed Forces Americas|AE Armed Forces Canada|AE Armed Forces Europe|AE Armed Forces Middle East|\
         AP Armed Forces Pacific|CA California|CO Colorado|CT Connecticut|DE Delaware|DC District of Columbia|\
         FM Federated States Of Micronesia|FL Florida|GA Georgia|GU Guam|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|\
         IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MH Marshall Islands|MD Maryland|MA Massachusetts|\
         MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|\
         NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|MP Northern Mariana Islands|\
         OH Ohio|OK Oklahoma|OR Oregon|PW Palau|PA Pennsylvania|PR Puerto Rico|RI Rhode Island|SC South Carolina|\
         SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VI Virgin Islands|VA Virginia|WA Washington|\
         WV West Virginia|WI Wisconsin|WY Wyoming",
    ),
    (
        "CA",
        66,
        "AB Alberta|BC British Columbia|MB Manitoba|NL Newfoundland and Labrador|NB New Brunswick|NS Nova Scotia|\
         NT Northwest Territories|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec|SK Saskatchewan|\
         YT Yukon Territory",
    ),
    (
        "DE",
        79,
        "NDS Niedersachsen|BAW Baden-Württemberg|BAY Bayern|BER Berlin|BRG Brandenburg|BRE Bremen|HAM Hamburg|\
         HES Hessen|MEC Mecklenburg-Vorpommern|NRW Nordrhein-Westfalen|RHE Rheinland-Pfalz|SAR Saarland|SAS Sachsen|\
         SAC Sachsen-Anhalt|SCN Schleswig-Holstein|THE Thüringen",
    ),
];

/// Tells whether the store sells to a country; codes are upper case.
pub(crate) fn is_country(code: &str) -> bool {
    find(code).is_some()
}

/// Returns the countries: code, code of three letters, name.
pub(crate) fn all() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    COUNTRIES.lines().filter_map(|line| {
        let (code, rest) = line.split_once(' ')?;
        let (code_of_three, name) = rest.split_once(' ')?;
        Some((code, code_of_three, name))
    })
}

/// Finds a country by its code.
pub(crate) fn find(code: &str) -> Option<(&'static str, &'static str, &'static str)> {
    all().find(|(known, ..)| *known == code)
}

/// Returns the name of a country, or its code where the store does not sell to it.
pub(crate) fn country_name(code: &str) -> &str {
    find(code).map_or(code, |(.., name)| name)
}

/// Tells whether addresses in a country need a postcode.
pub(crate) fn needs_postcode(country: &str) -> bool {
    !OPTIONAL_POSTCODE.contains(&country)
}

/// Tells whether the regions of a country are known here.
pub(crate) fn knows_regions(country: &str) -> bool {
    REGIONS.iter().any(|(known, ..)| *known == country)
}

/// Finds a region by its id.
pub(crate) fn region(id: i64) -> Option<Region> {
    regions().find(|region| region.id == id)
}

/// Finds a region of a country by its code.
pub(crate) fn region_by_code(country: &str, code: &str) -> Option<Region> {
    regions().find(|region| region.country == country && region.code.eq_ignore_ascii_case(code))
}

/// Returns all regions that are known.
pub(crate) fn regions() -> impl Iterator<Item = Region> {
    REGIONS.iter().flat_map(|&(country, first, list)| {
        list.split('|')
            .zip(first..)
            .filter_map(move |(region, id)| {
                region.split_once(' ').map(|(code, name)| Region {
                    id,
                    country,
                    code,
                    name,
                })
            })
    })
}

#[cfg(test)]
mod tests {
    use super::{is_country, region, region_by_code};

    #[test]
    fn ids_and_codes_of_regions_are_those_of_a_fresh_store() {
        let check = |id, country, code, name| {
            let region = region(id).unwrap();
            assert_eq!(
                (region.country, region.code, region.name),
                (country, code, name)
            );
        };
        check(1, "US", "AL", "Alabama");
        check(33, "US", "MI", "Michigan");
        check(43, "US", "NY", "New York");
        check(65, "US", "WY", "Wyoming");
        check(66, "CA", "AB", "Alberta");
        check(94, "DE", "THE", "Thüringen");
        assert_eq!(region(0), None);
        assert_eq!(region_by_code("US", "NY").map(|region| region.id), Some(43));
        assert_eq!(region_by_code("CA", "NY"), None);
    }

    #[test]
    fn country_codes_are_upper_case() {
        assert!(is_country("US") && is_country("GB"));
        assert!(!is_country("us") && !is_country("ZZ") && !is_country("") && !is_country("US "));
    }
}
